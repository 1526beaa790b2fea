package org.sparkddpm.jobs.preflight;

import java.util.Locale;
import org.sparkddpm.jobs.compute.GpuAmounts;
import org.sparkddpm.jobs.compute.RunEngine;

/** What Spark's settings give to the tasks against the engine, before any executor is there. */
final class GpuSlotsCheck {

  private static final String NAME = "gpu";

  private GpuSlotsCheck() {}

  /**
   * Judges.
   *
   * @param engine of the tasks
   * @param asked whether the user named it
   * @param nd4jCuda whether ND4J itself computes on GPUs
   */
  static Finding of(GpuAmounts gpus, RunEngine engine, boolean asked, boolean nd4jCuda) {
    if (gpus.local() && gpus.task() > 0) {
      return Finding.fail(
          NAME,
          "local mode gives no GPUs to tasks: with spark.task.resource.gpu.amount=%s they would wait for ever"
              .formatted(gpus.task()),
          "leave that setting out, and give --engine cuda");
    }
    if (!engine.needsDevice() && !nd4jCuda) {
      return host(gpus, engine, asked);
    }
    if (gpus.local()) {
      return Finding.ok(NAME, "engine " + engine.name() + " on a GPU of this machine");
    }
    if (gpus.task() == 0) {
      String found = "engine %s, but Spark gives the tasks no GPU".formatted(engine.name());
      return engine.needsDevice()
          ? Finding.fail(NAME, found, "give " + GpuAmounts.REMEDY + ", or leave --engine cuda out")
          : Finding.warn(
              NAME,
              found + ": all executors of a node would share its first",
              "give " + GpuAmounts.REMEDY);
    }
    if (gpus.task() > 1) {
      return Finding.fail(
          NAME,
          "spark.task.resource.gpu.amount=%s, but a task computes on one GPU"
              .formatted(gpus.task()),
          "give --conf spark.task.resource.gpu.amount=1");
    }
    if (gpus.task() < 1) {
      return Finding.warn(
          NAME,
          String.format(
              Locale.ROOT,
              "spark.task.resource.gpu.amount=%s: %d tasks share a GPU, take turns on it, and need memory of it each",
              gpus.task(),
              gpus.tasksOfGpu(1)),
          "give --conf spark.task.resource.gpu.amount=1");
    }
    return Finding.ok(NAME, "engine %s, a GPU for each task".formatted(engine.name()));
  }

  /** An engine of the host's memory leaves GPUs idle. */
  private static Finding host(GpuAmounts gpus, RunEngine engine, boolean asked) {
    if (gpus.executor() == 0 && gpus.task() == 0) {
      return Finding.ok(NAME, "none asked for, engine " + engine.name());
    }
    if (asked) {
      return Finding.warn(
          NAME,
          "engine %s leaves the GPUs of the executors idle".formatted(engine.name()),
          "leave --engine out, or ask Spark for no GPUs");
    }
    return Finding.fail(
        NAME,
        "spark.executor.resource.gpu.amount=%s, but the tasks are given none of them and would leave them idle"
            .formatted(gpus.executor()),
        gpus.local()
            ? "in local mode give --engine cuda instead, or ask for no GPUs"
            : "give --conf spark.task.resource.gpu.amount=1, or ask for no GPUs");
  }
}
