package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.engine.Precision;

/** The compiler that the jars bring, which needs neither card nor driver. */
class KernelCompilerTest {

  private static final Capability HOPPER = new Capability(9, 0);
  private static final String EMPTY = "extern \"C\" __global__ void nothing() {}\n";

  @TempDir private Path folder;
  private KernelCompiler compiler;

  @BeforeEach
  void compiler() {
    compiler = new KernelCompiler(BundledNvrtc.bundled(), new KernelCache(folder));
  }

  /** The oldest and the newest, with what they have for products. */
  static Stream<Arguments> cards() {
    return Stream.of(
        Arguments.of(Capability.ofNumber(75), Precision.FP32),
        Arguments.of(Capability.ofNumber(120), Precision.TF32));
  }

  /** Those between; with both, every precision. */
  static Stream<Arguments> furtherCards() {
    return Stream.of(
        Arguments.of(Capability.ofNumber(80), Precision.BF16),
        Arguments.of(HOPPER, Precision.TF32),
        Arguments.of(Capability.ofNumber(100), Precision.BF16));
  }

  @ParameterizedTest
  @MethodSource("cards")
  void compilesAllKernelsForTheOldestAndTheNewestCards(Capability card, Precision precision) {
    assertCompiled(card, precision);
  }

  /** A compilation takes half a minute. */
  @Tag("long")
  @ParameterizedTest
  @MethodSource("furtherCards")
  void compilesAllKernelsForTheCardsBetween(Capability card, Precision precision) {
    assertCompiled(card, precision);
  }

  private void assertCompiled(Capability card, Precision precision) {
    byte[] image = compiler.compile(KernelSource.text(), card, precision);
    assertIsCubin(image);
    assertThat(new String(image, StandardCharsets.ISO_8859_1)).contains("increment");
  }

  private static void assertIsCubin(byte[] image) {
    ByteBuffer elf = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(elf.getInt(0)).as("the mark of ELF files").isEqualTo(0x464c457f);
    assertThat(elf.getShort(18)).as("the machine, EM_CUDA").isEqualTo((short) 190);
  }

  @Test
  void aNewerCardOfAKnownGenerationGetsThatGenerationsCode() {
    assertIsCubin(compiler.compile(EMPTY, new Capability(9, 7), Precision.FP32));
  }

  @Test
  void aCardOfAnUnknownGenerationGetsPtx() {
    byte[] image = compiler.compile(EMPTY, new Capability(99, 0), Precision.FP32);
    assertThat(new String(image, StandardCharsets.US_ASCII))
        .contains(".target sm_12")
        .contains(".entry nothing")
        .endsWith("\0");
  }

  @Test
  void refusesACardThatIsTooOld() {
    assertThatThrownBy(() -> compiler.compile(EMPTY, new Capability(6, 1), Precision.FP32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not compile for capability 6.1")
        .hasMessageContaining("7.5");
  }

  @Test
  void showsWhatTheCompilerSaysOfAMistake() {
    String wrong = "#line 7 \"wrong.cu\"\n__global__ void f() { no_such_thing(); }\n";
    assertThatThrownBy(() -> compiler.compile(wrong, HOPPER, Precision.TF32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sm_90")
        .hasMessageContaining("wrong.cu(7)")
        .hasMessageContaining("no_such_thing");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void compilesWhereTheEmulatedDriverIsLoaded() {
    assertThat(EmulatedEngine.driver().cuInit(0)).isZero();
    assertIsCubin(compiler.compile(EMPTY, HOPPER, Precision.FP32));
  }

  @Test
  void precisionReachesTheKernels() {
    String source = "#if PRECISION == 2\n" + EMPTY + "#else\n#error not in bf16\n#endif\n";
    assertIsCubin(compiler.compile(source, HOPPER, Precision.BF16));
    assertThatThrownBy(() -> compiler.compile(source, HOPPER, Precision.TF32))
        .hasMessageContaining("not in bf16");
  }

  @Test
  void takesFromTheCacheWhatWasCompiledForTheSameSourceAndOptions() {
    byte[] compiled = {1, 2, 3};
    String key =
        KernelCache.key(
            EMPTY,
            KernelCompiler.options("--gpu-architecture=sm_90", Precision.TF32),
            compiler.version());
    new KernelCache(folder).write(key, compiled);
    assertThat(compiler.compile(EMPTY, HOPPER, Precision.TF32)).isEqualTo(compiled);
    assertIsCubin(compiler.compile(EMPTY, HOPPER, Precision.FP32));
    assertIsCubin(compiler.compile(EMPTY, new Capability(8, 0), Precision.TF32));
    assertIsCubin(compiler.compile(EMPTY + "\n", HOPPER, Precision.TF32));
  }

  @Test
  void compilesAnewWhereTheCachesFileIsDamaged() throws Exception {
    byte[] image = compiler.compile(EMPTY, HOPPER, Precision.FP32);
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findAny().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[changed.length / 2]++;
    for (byte[] damaged : List.of(changed, Arrays.copyOf(whole, 100), new byte[0])) {
      Files.write(file, damaged);
      assertThat(compiler.compile(EMPTY, HOPPER, Precision.FP32)).isEqualTo(image);
      assertThat(file).hasBinaryContent(whole);
    }
  }
}
