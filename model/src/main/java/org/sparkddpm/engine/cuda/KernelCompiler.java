package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.Precision;

/** Compiles kernels for a capability, by NVRTC. */
final class KernelCompiler {

  private static final Logger log = LoggerFactory.getLogger(KernelCompiler.class);

  private static final String NAME = "kernels.cu";

  private final Nvrtc nvrtc;
  private final KernelCache cache;

  /**
   * A compiler.
   *
   * @param cache what was compiled before
   */
  KernelCompiler(Nvrtc nvrtc, KernelCache cache) {
    this.nvrtc = nvrtc;
    this.cache = cache;
  }

  /** The compiler's version, for example {@code 13.1}. */
  String version() {
    IntByReference major = new IntByReference();
    IntByReference minor = new IntByReference();
    check(nvrtc.nvrtcVersion(major, minor), "nvrtcVersion");
    return major.getValue() + "." + minor.getValue();
  }

  /**
   * What the driver loads for a card: a cubin, or PTX where the card is newer than the compiler and
   * of a generation of its own.
   *
   * @param precision in which products are computed
   * @throws IllegalArgumentException if the source has mistakes; shows the compiler's log
   */
  byte[] compile(String source, Capability card, Precision precision) {
    return compiled(source, card, precision).image();
  }

  /**
   * Compiles for a card and loads what was made; an image of the cache that the driver refuses is
   * compiled anew, once.
   *
   * @param load takes the image; throws a {@link DriverError} if it does not load
   */
  <T> T load(String source, Capability card, Precision precision, Function<byte[], T> load) {
    Compiled compiled = compiled(source, card, precision);
    try {
      return load.apply(compiled.image());
    } catch (DriverError e) {
      if (!compiled.cached() || !e.refusesImage()) {
        throw e;
      }
      log.warn("kernels of the cache do not load and are compiled anew: {}", e.getMessage());
    }
    cache.remove(compiled.key());
    return load.apply(compiled(source, card, precision).image());
  }

  /**
   * What the driver loads.
   *
   * @param key in the cache
   * @param cached whether it was there
   */
  private record Compiled(byte[] image, String key, boolean cached) {}

  private Compiled compiled(String source, Capability card, Precision precision) {
    return compile(source, new Target(card, true), precision)
        .orElseGet(
            () -> {
              Target other = otherTarget(card);
              log.warn(
                  "NVRTC {} does not know capability {} yet; compiling for {}",
                  version(),
                  card,
                  other);
              return compile(source, other, precision).orElseThrow();
            });
  }

  /** What kernels know a precision by. */
  private static int number(Precision precision) {
    return switch (precision) {
      case FP32 -> 0;
      case TF32 -> 1;
      case BF16 -> 2;
    };
  }

  /**
   * What the compiler is told.
   *
   * @param target its option that names the card
   */
  static List<String> options(String target, Precision precision) {
    // Generic lambdas run on the card as all else does, without saying so.
    return List.of(target, "-std=c++17", "-default-device", "-DPRECISION=" + number(precision));
  }

  /** Empty where the compiler does not know the target. */
  private Optional<Compiled> compile(String source, Target target, Precision precision) {
    List<String> options = options(target.option(), precision);
    String key = KernelCache.key(source, options, version());
    Optional<byte[]> before = cache.read(key);
    if (before.isPresent()) {
      return Optional.of(new Compiled(before.get(), key, true));
    }
    long start = System.nanoTime();
    Optional<byte[]> image = compile(source, options, target.cubin());
    image.ifPresent(
        made -> {
          long millis = (System.nanoTime() - start) / 1_000_000;
          log.info("kernels compiled for {} in {} ms, {} bytes", target, millis, made.length);
          cache.write(key, made);
        });
    return image.map(made -> new Compiled(made, key, false));
  }

  /**
   * What is compiled for.
   *
   * @param cubin whether a card's own code is made, and not PTX, which the driver translates
   */
  private record Target(Capability capability, boolean cubin) {

    String option() {
      return "--gpu-architecture=" + (cubin ? "sm_" : "compute_") + capability.number();
    }

    @Override
    public String toString() {
      return (cubin ? "sm_" : "compute_") + capability.number();
    }
  }

  /** A card runs cubins of its generation up to its own capability, and PTX of earlier ones. */
  private Target otherTarget(Capability card) {
    Optional<Capability> sameGeneration =
        known()
            .filter(each -> each.major() == card.major() && each.compareTo(card) <= 0)
            .max(Comparator.naturalOrder());
    if (sameGeneration.isPresent()) {
      return new Target(sameGeneration.get(), true);
    }
    return known()
        .filter(each -> each.compareTo(card) < 0)
        .max(Comparator.naturalOrder())
        .map(newest -> new Target(newest, false))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "NVRTC %s does not compile for capability %s, but for %s"
                        .formatted(version(), card, known().toList())));
  }

  private Stream<Capability> known() {
    IntByReference count = new IntByReference();
    check(nvrtc.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
    int[] numbers = new int[count.getValue()];
    check(nvrtc.nvrtcGetSupportedArchs(numbers), "nvrtcGetSupportedArchs");
    return Arrays.stream(numbers).mapToObj(Capability::ofNumber);
  }

  private Optional<byte[]> compile(String source, List<String> options, boolean cubin) {
    LongByReference made = new LongByReference();
    check(nvrtc.nvrtcCreateProgram(made, source, NAME, 0, null, null), "nvrtcCreateProgram");
    long program = made.getValue();
    try {
      int result =
          nvrtc.nvrtcCompileProgram(program, options.size(), options.toArray(String[]::new));
      if (result == Nvrtc.INVALID_OPTION) {
        return Optional.empty();
      }
      if (result == Nvrtc.COMPILATION) {
        throw new IllegalArgumentException(
            "NVRTC %s could not compile the kernels with %s:%n%s"
                .formatted(version(), options, log(program)));
      }
      check(result, "nvrtcCompileProgram with " + options);
      LongByReference bytes = new LongByReference();
      byte[] image;
      if (cubin) {
        check(nvrtc.nvrtcGetCUBINSize(program, bytes), "nvrtcGetCUBINSize");
        image = new byte[Math.toIntExact(bytes.getValue())];
        check(nvrtc.nvrtcGetCUBIN(program, image), "nvrtcGetCUBIN");
      } else {
        check(nvrtc.nvrtcGetPTXSize(program, bytes), "nvrtcGetPTXSize");
        image = new byte[Math.toIntExact(bytes.getValue())];
        check(nvrtc.nvrtcGetPTX(program, image), "nvrtcGetPTX");
      }
      return Optional.of(image);
    } finally {
      check(nvrtc.nvrtcDestroyProgram(made), "nvrtcDestroyProgram");
    }
  }

  private String log(long program) {
    LongByReference bytes = new LongByReference();
    check(nvrtc.nvrtcGetProgramLogSize(program, bytes), "nvrtcGetProgramLogSize");
    byte[] text = new byte[Math.toIntExact(bytes.getValue())];
    check(nvrtc.nvrtcGetProgramLog(program, text), "nvrtcGetProgramLog");
    return new String(text, 0, Math.max(0, text.length - 1), StandardCharsets.UTF_8);
  }

  private void check(int result, String call) {
    if (result != 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "NVRTC: %s gave %s (%d)",
              call,
              nvrtc.nvrtcGetErrorString(result),
              result));
    }
  }
}
