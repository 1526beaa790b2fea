package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;

/** Workers with two GPUs each, whose addresses are made up: who gets which. */
@Tag("cluster")
class GpuSlotsTest {

  private static final int SLOTS = 4;

  @TempDir Path temp;

  /** What a task found. */
  private record Slot(String executor, List<String> addresses, int device)
      implements Serializable {}

  @Test
  void everyExecutorAndTaskGetsItsOwn() throws Exception {
    try (LocalCluster cluster =
        LocalCluster.start(
            temp.resolve("cluster"),
            "--workers",
            "2",
            "--gpus-per-worker",
            "2",
            "--cores-per-worker",
            "2",
            "--memory-per-worker",
            "4g")) {
      List<Slot> perGpu = slots(cluster, 1);
      assertThat(devices(perGpu)).isEqualTo(Set.of(0, 1, 2, 3));
      assertThat(executors(perGpu)).hasSize(SLOTS);

      List<Slot> perWorker = slots(cluster, 2);
      assertThat(devices(perWorker)).isEqualTo(Set.of(0, 1, 2, 3));
      assertThat(executors(perWorker)).hasSize(2);
      for (String executor : executors(perWorker)) {
        assertThat(
                perWorker.stream()
                    .filter(slot -> slot.executor().equals(executor))
                    .mapToInt(Slot::device)
                    .sorted()
                    .toArray())
            .isIn(new int[] {0, 1}, new int[] {2, 3});
      }
    }
  }

  @Test
  void gpusThatNeverComeEndTheWait() throws Exception {
    try (LocalCluster cluster =
            LocalCluster.start(
                temp.resolve("cluster"),
                "--workers",
                "1",
                "--gpus-per-worker",
                "1",
                "--cores-per-worker",
                "2");
        JavaSparkContext spark = new JavaSparkContext(conf(cluster, 2))) {
      assertThatThrownBy(() -> new TaskSlots(spark.sc(), Duration.ofSeconds(3)).await(0))
          .hasMessageContaining("no executor has come within 3 s")
          .hasMessageContaining("and 2 GPUs")
          .hasMessageContaining("--resource-timeout");
    }
  }

  private static Set<Integer> devices(List<Slot> slots) {
    assertThat(slots)
        .allSatisfy(
            slot -> assertThat(slot.addresses()).containsExactly(Integer.toString(slot.device())));
    return new HashSet<>(slots.stream().map(Slot::device).toList());
  }

  private static Set<String> executors(List<Slot> slots) {
    return new HashSet<>(slots.stream().map(Slot::executor).toList());
  }

  /** Runs a task in each slot, with so many GPUs, and a core for each, in an executor. */
  private static List<Slot> slots(LocalCluster cluster, int gpusOfExecutor) {
    try (JavaSparkContext spark = new JavaSparkContext(conf(cluster, gpusOfExecutor))) {
      assertThat(new TaskSlots(spark.sc(), Duration.ofMinutes(2)).await(SLOTS)).isEqualTo(SLOTS);
      return spark
          .parallelize(IntStream.range(0, SLOTS).boxed().toList(), SLOTS)
          .map(
              number ->
                  new Slot(
                      SparkEnv.get().executorId(),
                      TaskGpu.addresses(),
                      TaskGpu.device(TaskGpu.addresses(), List.of()).getAsInt()))
          .collect();
    }
  }

  private static SparkConf conf(LocalCluster cluster, int gpusOfExecutor) {
    return new SparkConf(false)
        .setAppName("gpu slots")
        .setMaster(cluster.url())
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.executor.cores", Integer.toString(gpusOfExecutor))
        .set("spark.executor.resource.gpu.amount", Integer.toString(gpusOfExecutor))
        .set("spark.task.resource.gpu.amount", "1")
        // A task never waits for the place of its data, so all slots get one at once.
        .set("spark.locality.wait", "0");
  }
}
