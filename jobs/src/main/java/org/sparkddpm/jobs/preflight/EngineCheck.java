package org.sparkddpm.jobs.preflight;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.jobs.compute.RunEngine;

/** Whether the engine of a process runs there, and on which GPU. */
final class EngineCheck {

  static final String NAME = "engine";
  private static final String OTHERWISE =
      "mend that, or compute on the CPU: --engine cpu, and no GPUs asked of Spark";
  private static final long MB = 1L << 20;

  private EngineCheck() {}

  /**
   * What was found.
   *
   * @param gpu none where there is no working one, or the engine needs none
   */
  record Found(Finding finding, Optional<ProbedGpu> gpu) {
    static Found refused(String why) {
      return new Found(Finding.fail(NAME, why, OTHERWISE), Optional.empty());
    }
  }

  /** Looks at the engine of an executor's task, or of the driver. */
  static Found here(RunEngine engine) {
    return here(engine, engine.provider());
  }

  /** The same, as whoever makes the engine tells it. */
  static Found here(RunEngine engine, EngineProvider provider) {
    try {
      return look(engine, provider);
    } catch (IllegalStateException failure) {
      // A GPU may be seen and yet refuse all work: full, failed, or another process's alone.
      return Found.refused(failure.getMessage());
    }
  }

  private static Found look(RunEngine engine, EngineProvider provider) {
    Optional<String> missing = provider.missing();
    if (missing.isPresent()) {
      return Found.refused("engine %s does not run: %s".formatted(engine.name(), missing.get()));
    }
    if (!engine.needsDevice()) {
      return new Found(Finding.ok(NAME, engine.name()), Optional.empty());
    }
    int number = engine.device();
    List<EngineDevice> devices = provider.devices();
    return devices.stream()
        .filter(device -> device.number() == number)
        .findFirst()
        .map(
            device ->
                device
                    .missing()
                    .map(why -> refused(device, why, engine))
                    .orElseGet(() -> on(probed(device, provider), engine)))
        .orElseGet(
            () ->
                Found.refused(
                    String.format(
                        Locale.ROOT,
                        "engine %s finds no GPU %d among the %d of this process",
                        engine.name(),
                        number,
                        devices.size())));
  }

  private static ProbedGpu probed(EngineDevice device, EngineProvider provider) {
    int number = device.number();
    return new ProbedGpu(device, provider.freeBytes(number), provider.precisions(number));
  }

  /** A GPU that the engine does not run on. */
  static Found refused(EngineDevice device, String why, RunEngine engine) {
    return Found.refused(
        "engine %s does not run on %s: %s".formatted(engine.name(), card(device), why));
  }

  /** A GPU that it runs on. */
  static Found on(ProbedGpu gpu, RunEngine engine) {
    Finding ok =
        Finding.ok(
            NAME,
            String.format(
                Locale.ROOT,
                "%s on %s, %,d of %,d MB free",
                engine.name(),
                card(gpu.device()),
                gpu.freeBytes() / MB,
                gpu.device().totalBytes() / MB));
    return new Found(ok, Optional.of(gpu));
  }

  private static String card(EngineDevice device) {
    return "%s, capability %s, %s".formatted(device.name(), device.capability(), device.driver());
  }
}
