package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;

/** Whether the GPUs of a process can run the code that ND4J's CUDA libraries hold. */
final class GpuCheck {

  private static final String NAME = "gpu";
  private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
  private static final String AMOUNT = "spark.executor.resource.gpu.amount";

  /** What the libraries of ND4J for CUDA 11.6 are compiled for; they hold no PTX. */
  private static final List<String> COMPILED =
      List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6");

  private static final int CUDA_MAJOR = 11;
  private static final int CUDA_MINOR = 6;

  private GpuCheck() {}

  /** Whether these jars compute on GPUs; nothing is loaded to find out. */
  static boolean cudaBuild() {
    String backend = CUDA_BACKEND.replace('.', '/') + ".class";
    return GpuCheck.class.getClassLoader().getResource(backend) != null;
  }

  /** Judges before any executor is there: jars for the CPU would leave GPUs idle. */
  static Finding slots(SparkConf conf, boolean cuda) {
    double amount = conf.getDouble(AMOUNT, 0);
    if (cuda && amount == 0) {
      return conf.get("spark.master", "local").startsWith("local")
          ? Finding.ok(NAME, "CUDA jars, on the first GPU of this machine")
          : Finding.warn(
              NAME,
              "CUDA jars, but executors without GPU slots would share the first GPU of their node",
              "give --conf " + AMOUNT + "=1 --conf spark.task.resource.gpu.amount=1");
    }
    if (cuda || amount == 0) {
      return Finding.ok(NAME, cuda ? "CUDA jars, a GPU slot per task" : "none asked for");
    }
    return Finding.fail(
        NAME,
        "%s=%s, but these jars are built for the CPU and would leave the GPUs idle"
            .formatted(AMOUNT, conf.get(AMOUNT)),
        "take jars of the profile cuda (mvn package -Pcuda), or ask for no GPUs");
  }

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
        "CUDA jars, but no GPU: " + why,
        String.format(
            Locale.ROOT,
            "install NVIDIA's driver for CUDA %d.%d or later, or take the jars for the CPU",
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
            "run on GPUs of capability 3.7 to 8.9 (K80 to A100, L4, RTX 40), or take the jars for"
                + " the CPU");
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
