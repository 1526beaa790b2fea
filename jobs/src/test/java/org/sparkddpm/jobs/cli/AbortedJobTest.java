package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.train.TrainOptions;

/** What people see where Spark has given up a job. The texts are those of Spark 3.5. */
class AbortedJobTest {

  private static final String LOST_TASK =
      "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure:"
          + " Lost task 0.3 in stage 1.0 (TID 7) (node7 executor 4): ";

  private static final String DRIVER =
      "\nDriver stacktrace:\n\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(D.scala:1)";

  @TempDir Path folder;

  @Test
  void aLostExecutorIsToldWithARemedy() {
    String lost =
        "ExecutorLostFailure (executor 4 exited caused by one of the running tasks) Reason: Command"
            + " exited with code 137";
    for (SparkException failure :
        List.of(
            new SparkException(LOST_TASK + lost + DRIVER),
            new SparkException("in a result", new SparkException(LOST_TASK + lost + DRIVER)))) {
      assertThatThrownBy(() -> failWith(failure))
          .isInstanceOf(JobFailedException.class)
          .hasMessageStartingWith(
              "train-job.jar failed: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost"
                  + " task 0.3 in stage 1.0 (TID 7) (node7 executor 4): "
                  + lost
                  + "; the same command goes on from what is done")
          .hasMessageContainingAll("that executor's log", "raise spark.executor.memoryOverhead")
          .hasMessageNotContainingAny("Driver stacktrace", "\tat ");
    }
  }

  @Test
  void anApplicationThatTheClusterRemovesIsToldWithARemedy() {
    assertThatThrownBy(
            () ->
                failWith(
                    new SparkException(
                        "Job aborted due to stage failure: Master removed our application: KILLED"
                            + DRIVER)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("failed: Master removed our application: KILLED; the same command")
        .hasMessageContaining("the master's page or the resource manager");
  }

  @Test
  void resultsOfTasksThatAreGoneAreToldWithoutSparksTrace() {
    assertThatThrownBy(
            () ->
                failWith(
                    new SparkException(
                        "Job aborted due to stage failure: ShuffleMapStage 3 (x) has failed the"
                            + " maximum allowable number of times: 4. Most recent failure reason:\n"
                            + "org.apache.spark.shuffle.MetadataFetchFailedException: Missing an"
                            + " output location for shuffle 0 partition 0\n"
                            + "\tat org.apache.spark.MapOutputTracker$.validateStatus(M.scala:1)\n")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("Missing an output location for shuffle 0 partition 0; the same")
        .hasMessageNotContaining("\tat ");
  }

  @Test
  void whatCodeThrewKeepsItsTrace() {
    for (SparkException failure :
        List.of(
            new SparkException(LOST_TASK + "a" + DRIVER, new NullPointerException("a")),
            new SparkException(LOST_TASK + "b" + DRIVER, new OutOfMemoryError("b")),
            // One that Spark could not send to the driver is in the text alone.
            new SparkException(
                LOST_TASK + "org.other.Broken: c\n\tat org.other.Code.run(C.java:1)\n" + DRIVER),
            new SparkException("Could not parse Master URL: 'd'"))) {
      assertThatThrownBy(() -> failWith(failure)).isSameAs(failure);
    }
  }

  @Test
  void theMachineOfATaskIsNamed() {
    IOException ours = new IOException("a file cannot be written to /tmp/x; free some space");
    assertThatThrownBy(
            () -> failWith(new SparkException(LOST_TASK + "java.io.IOException: a file", ours)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("free some space (on node7, executor 4)" + System.lineSeparator());
    IOException foreign = new IOException("No space left on device");
    foreign.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("java.io.FileOutputStream", "w", "F", 1)});
    assertThatThrownBy(() -> failWith(new SparkException(LOST_TASK + "java.io", foreign)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining(
            "No space left on device (on node7, executor 4); once that is mended");
  }

  @Test
  void aLocalDiskThatFailsOnTheDriverIsToldAsItIs() {
    FSError full = FaultyFileSystem.asLocalDisksThrow(new IOException("No space left on device"));
    assertThatThrownBy(() -> failWith(full))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("failed: No space left on device")
        .hasMessageContaining("the account of this run is in");
  }

  private void failWith(Throwable failure) throws Exception {
    Map<String, String> conf =
        Map.of("spark.ddpm.train.result", folder.resolve("result.json").toString());
    JobBody body =
        settings -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        };
    new JobMain(TrainOptions.COMMAND, body, System.out, Clock.systemUTC())
        .run(List.of(), () -> conf);
    assertThat(failure).as("it came through").isNull();
  }
}
