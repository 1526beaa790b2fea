package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cli.JobFailedException;

/** What the job checks before its work, on a Spark in this process. */
class TrainPreflightTest {

  private static final String GPUS = "spark.executor.resource.gpu.amount";

  @TempDir Path folder;

  @BeforeEach
  void local() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterEach
  void clear() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
    System.clearProperty(GPUS);
  }

  @Test
  void preflightChecksAndDoesNoWork() throws Exception {
    Path result = folder.resolve("preflight.json");
    train("strokes", "--result", result.toString());
    assertThat(folder.resolve("checkpoints")).doesNotExist();
    assertThat(result).content().contains("\"status\" : \"preflight\"", "\"checks_ok\"");
  }

  @Test
  void everythingThatFailsIsNamedAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("checkpoints"), "a file where a folder should be");
    assertThatThrownBy(() -> train(folder.resolve("nothing").toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("checkpoints: cannot write to the checkpoint location")
        .hasMessageContaining("data: ")
        .hasMessageContaining("nothing")
        .hasNoCause()
        .satisfies(failure -> assertThat(failure.getStackTrace()).isEmpty());
    assertThat(file).hasContent("a file where a folder should be");
  }

  @Test
  void gpusThatNoTaskWouldGetAreRefused() {
    System.setProperty(GPUS, "1");
    assertThatThrownBy(() -> train("strokes"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("gpu: " + GPUS + "=1.0, but the tasks are given none of them")
        .hasMessageContaining("in local mode give --engine cuda");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aPrecisionThatTheCpuHasNotIsRefused() {
    assertThatThrownBy(() -> train("strokes", "--precision", "bf16"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--precision bf16: engine cpu computes in fp32 only");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  private void train(String data, String... more) throws Exception {
    String[] fixed = {
      "--preflight", "--data", data, "--checkpoints", folder.resolve("checkpoints").toString()
    };
    TrainJob.main(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
  }
}
