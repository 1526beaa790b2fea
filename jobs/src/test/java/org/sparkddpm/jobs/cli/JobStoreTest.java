package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.train.TrainOptions;

/** A job whose result lies on a store that fails. */
class JobStoreTest {

  @TempDir Path folder;
  private Path file;
  private final FaultyFileSystem.Faults store = new FaultyFileSystem.Faults();
  private boolean worked;

  @BeforeEach
  void anEarlierResultIsThere() throws IOException {
    file = Files.writeString(folder.resolve("result.json"), "of an earlier run");
  }

  @Test
  void aStoreThatDeniesItselfAtTheStartIsToldBeforeAnyWork() {
    store.undeletable = path -> true;
    assertThatThrownBy(() -> run(this::finish))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("train-job.jar failed: Cannot clear the place of the result, ")
        .hasMessageContainingAll(file.toString(), "denied", "give --result another place")
        .hasMessageEndingWith("-> nothing was done");
    assertThat(worked).isFalse();
  }

  @Test
  void aHostWithoutAnAddressIsToldToo() {
    assertThatThrownBy(() -> run(this::finish, "--result=hdfs://no-host.invalid/result.json"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("train-job.jar failed: Cannot clear the place of the result, ")
        .hasMessageContaining("UnknownHostException: no-host.invalid");
    assertThat(worked).isFalse();
  }

  @Test
  void workThatIsDoneIsSaidToBeSoWhereItsResultCannotBeWritten() {
    try (CapturedLog log = new CapturedLog(JobMain.class)) {
      assertThatThrownBy(
              () ->
                  run(
                      () -> {
                        store.uncreatable = path -> true;
                        return finish();
                      }))
          .isInstanceOf(JobFailedException.class)
          .hasMessageStartingWith("train-job.jar failed: Cannot write the result to ")
          .hasMessageContaining("give --result a place")
          .hasMessageContaining("-> all work is done, its figures are in the log");
      assertThat(log.lines()).contains("INFO train finished: images 12");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void workThatWasStoppedIsNotSaidToBeDone() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      store.uncreatable = path -> true;
                      return JobOutcome.stopped(Map.of());
                    }))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("-> the work itself ended as stopped");
  }

  /** The store of the account may need minutes to fail, and nobody knew why the job stands. */
  @Test
  void aFailureIsLoggedBeforeItsAccountIsWritten() {
    List<String> before = new ArrayList<>();
    try (CapturedLog log = new CapturedLog(JobMain.class)) {
      store.uncreatable = path -> before.addAll(log.lines());
      assertThatThrownBy(
              () ->
                  run(
                      () -> {
                        throw new IOException("s3a://key:hush@bucket is away;\nwait for it");
                      }))
          .isInstanceOf(JobFailedException.class);
    }
    assertThat(before)
        .filteredOn(line -> line.startsWith("ERROR"))
        .singleElement()
        .asString()
        .isEqualTo("ERROR train failed: s3a://***@bucket is away;");
  }

  private JobOutcome finish() {
    worked = true;
    return JobOutcome.finished(Map.of("images", 12));
  }

  /** The work of a job. */
  @FunctionalInterface
  private interface Work {
    JobOutcome run() throws Exception;
  }

  private void run(Work work, String... args) throws Exception {
    Map<String, String> conf = new HashMap<>();
    FaultyFileSystem.settings(store)
        .forEach((key, value) -> conf.put("spark.hadoop." + key, value));
    conf.put("spark.ddpm.train.result", FaultyFileSystem.SCHEME + "://" + file);
    new JobMain(TrainOptions.COMMAND, settings -> work.run(), System.out, Clock.systemUTC())
        .run(List.of(args), () -> conf);
  }
}
