package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {

  /** Standalone executors without {@code spark.executor.cores} have all cores of their worker. */
  @ParameterizedTest
  @CsvSource({
    "none, 1, 32, 4, 8",
    "none, 4, 8, 4, 8",
    "8, 1, 32, 4, 8",
    "8, 8, 4, 4, 8",
    "none, 1, 1, 3, 1",
    "8, 1, 2, 2, 8"
  })
  void aTaskAloneHasAllCoresOfItsExecutor(
      String cores, int ofTask, int slots, int executors, int expected) {
    SparkConf conf = new SparkConf(false).set("spark.task.cpus", Integer.toString(ofTask));
    if (!cores.equals("none")) {
      conf.set("spark.executor.cores", cores);
    }
    assertThat(TaskSlots.coresOfExecutor(conf, slots, executors)).isEqualTo(expected);
  }
}
