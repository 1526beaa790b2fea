package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Whether the GPUs of a process can run the code that ND4J's CUDA libraries hold; for jars of the
 * profile nd4j-cuda-11.6 alone.
 */
final class Nd4jCudaCheck {

  static final String NAME = "gpu";

  /** What the libraries of ND4J for CUDA 11.6 are compiled for; they hold no PTX. */
  private static final List<String> COMPILED =
      List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6");

  private static final int CUDA_MAJOR = 11;
  private static final int CUDA_MINOR = 6;

  private Nd4jCudaCheck() {}

  static Finding here(List<String> addresses) {
    try {
      return of(NvidiaSmi.run(), addresses);
    } catch (IOException e) {
      return absent(e.getMessage());
    }
  }

  static Finding absent(String why) {
    return Finding.fail(
        NAME,
        "jars of the profile nd4j-cuda-11.6, but no GPU: " + why,
        String.format(
            Locale.ROOT,
            "install NVIDIA's driver for CUDA %d.%d or later, or take the jars of scripts/build",
            CUDA_MAJOR,
            CUDA_MINOR));
  }

  /**
   * Judges the GPUs of a process.
   *
   * @param addresses those that it was given; empty for all
   */
  static Finding of(NvidiaSmi machine, List<String> addresses) {
    List<Gpu> gpus =
        machine.gpus().stream()
            .filter(gpu -> addresses.isEmpty() || addresses.stream().anyMatch(gpu::is))
            .toList();
    if (gpus.isEmpty()) {
      return absent("nvidia-smi does not list " + addresses);
    }
    for (Gpu gpu : gpus) {
      if (!runsOn(gpu.capability())) {
        return Finding.fail(
            NAME,
            "%s has compute capability %s, for which ND4J's CUDA 11.6 libraries hold no code"
                .formatted(gpu.name(), gpu.capability()),
            "run on GPUs of capability 3.7 to 8.9 (K80 to A100, L4, RTX 40), or take the jars of"
                + " scripts/build, whose engine cuda runs from 7.5 on");
      }
    }
    String cuda = machine.cuda().orElse("");
    String found =
        "%s, capability %s, driver %s%s"
            .formatted(
                gpus.get(0).name(),
                gpus.get(0).capability(),
                gpus.get(0).driver(),
                cuda.isEmpty() ? "" : " for CUDA " + cuda);
    return cuda.isEmpty() || runsCuda(cuda)
        ? Finding.ok(NAME, found)
        : Finding.fail(
            NAME,
            found + String.format(Locale.ROOT, ", older than CUDA %d.%d", CUDA_MAJOR, CUDA_MINOR),
            "install driver 510.39 or later");
  }

  /** Code runs on its own capability and on later ones of the same major number. */
  static boolean runsOn(String capability) {
    return COMPILED.stream()
        .anyMatch(
            compiled ->
                major(compiled) == major(capability) && minor(compiled) <= minor(capability));
  }

  private static boolean runsCuda(String version) {
    return major(version) > CUDA_MAJOR
        || (major(version) == CUDA_MAJOR && minor(version) >= CUDA_MINOR);
  }

  private static int major(String version) {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }
}
