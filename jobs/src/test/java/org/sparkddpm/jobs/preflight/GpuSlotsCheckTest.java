package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.GpuAmounts;
import org.sparkddpm.jobs.compute.RunEngine;

/** What Spark gives against what the engine needs, told before any executor is there. */
class GpuSlotsCheckTest {

  private static final RunEngine CPU = new RunEngine("cpu", Precision.FP32, false, List.of());
  private static final RunEngine CUDA = new RunEngine("cuda", Precision.TF32, false, List.of());
  private static final RunEngine ND4J = new RunEngine("nd4j", Precision.FP32, false, List.of());

  private static GpuAmounts amounts(String master, double executor, double task) {
    return GpuAmounts.of(
        new SparkConf(false)
            .set("spark.master", master)
            .set("spark.executor.resource.gpu.amount", Double.toString(executor))
            .set("spark.task.resource.gpu.amount", Double.toString(task)));
  }

  private static Finding check(double executor, double task, RunEngine engine, boolean asked) {
    return GpuSlotsCheck.of(amounts("spark://host:7077", executor, task), engine, asked, false);
  }

  @Test
  void anEngineForGpusNeedsOneForEachTask() {
    assertThat(check(1, 1, CUDA, false).verdict()).isEqualTo(Verdict.OK);
    assertThat(check(4, 1, CUDA, true).found()).isEqualTo("engine cuda, a GPU for each task");
    Finding none = check(0, 0, CUDA, true);
    assertThat(none.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(none.found()).contains("Spark gives the tasks no GPU");
    assertThat(none.remedy())
        .contains("spark.executor.resource.gpu.amount=1", "spark.task.resource.gpu.amount=1");
    assertThat(check(2, 2, CUDA, true).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void tasksThatShareAGpuAreWarnedOf() {
    Finding shared = check(1, 0.25, CUDA, false);
    assertThat(shared.verdict()).isEqualTo(Verdict.WARN);
    assertThat(shared.found()).contains("0.25: 4 tasks share a GPU");
    assertThat(amounts("yarn", 1, 0.25).tasksOfGpu(8)).isEqualTo(4);
    assertThat(amounts("yarn", 2, 1).tasksOfGpu(8)).isEqualTo(1);
    for (int tasks = 1; tasks < 100; tasks++) {
      String setting = amounts("yarn", 1, 0.01).sharedBy(tasks);
      double amount = Double.parseDouble(setting.substring(setting.indexOf('=') + 1));
      assertThat(amounts("yarn", 1, amount).tasksOfGpu(100)).as(setting).isEqualTo(tasks);
    }
  }

  @Test
  void gpusThatWouldLieIdleAreToldOf() {
    Finding forgotten = check(1, 0, CPU, false);
    assertThat(forgotten.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(forgotten.remedy()).contains("spark.task.resource.gpu.amount=1");
    Finding asked = check(1, 1, CPU, true);
    assertThat(asked.verdict()).isEqualTo(Verdict.WARN);
    assertThat(asked.found()).isEqualTo("engine cpu leaves the GPUs of the executors idle");
    assertThat(check(0, 0, CPU, false).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void localModeHasTheGpusOfTheMachine() {
    assertThat(GpuSlotsCheck.of(amounts("local[2]", 0, 0), CUDA, true, false).verdict())
        .isEqualTo(Verdict.OK);
    Finding waits = GpuSlotsCheck.of(amounts("local[2]", 0, 1), CUDA, true, false);
    assertThat(waits.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(waits.found()).contains("wait for ever");
    assertThat(amounts("local[3]", 0, 0).tasksOfGpu(3)).isEqualTo(3);
  }

  @Test
  void nd4jOnCudaMayShareTheFirstGpuOfANode() {
    GpuAmounts none = amounts("yarn", 0, 0);
    assertThat(GpuSlotsCheck.of(none, ND4J, false, true).verdict()).isEqualTo(Verdict.WARN);
    GpuAmounts one = amounts("yarn", 1, 1);
    assertThat(GpuSlotsCheck.of(one, ND4J, false, true).verdict()).isEqualTo(Verdict.OK);
  }
}
