package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that fail: tried again by Spark, and by running the same command again. */
class GenerateRetryTest {

  private static final String[] SMALL = {
    "--per-class", "5", "--batch-size", "2", "--samples-per-file", "2", "--partitions", "1"
  };
  private static final int TRIES = 4;

  @TempDir static Path models;
  private static SparkSession spark;
  private static String checkpoint;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2," + TRIES + "]")
            .appName("generate retries")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config(
                "spark.hadoop.fs." + FlakyFileSystem.SCHEME + ".impl",
                FlakyFileSystem.class.getName())
            .getOrCreate();
    checkpoint = TinyModel.store(models.resolve("model"), 0.1);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void aTaskThatFailsIsTriedAgainAndChangesNothing() throws IOException {
    Generation smooth = new Generation(spark, checkpoint, temp.resolve("smooth"));
    smooth.run(SMALL);
    FlakyFileSystem.FAULTS.set(TRIES - 1);

    run("flaky");

    assertThat(FlakyFileSystem.FAULTS).hasValue(0);
    assertThat(new Generation(spark, checkpoint, temp.resolve("flaky")).contents())
        .isEqualTo(smooth.contents());
  }

  @Test
  void aRunThatFailedIsFinishedByTheSameCommand() throws IOException {
    FlakyFileSystem.FAULTS.set(TRIES);
    assertThatThrownBy(() -> run("broken"))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("no space for");
    Generation job = new Generation(spark, checkpoint, temp.resolve("broken"));
    assertThat(job.folder().resolve("_SUCCESS")).doesNotExist();

    run("broken");

    assertThat(job.pixels()).hasSize(5 * TinyModel.CLASSES);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
  }

  @Test
  void whatAKilledTaskOrDriverLeftIsNoObstacleAndIsCleared() throws IOException {
    Generation job = new Generation(spark, checkpoint, temp.resolve("killed"));
    Files.createDirectories(job.folder());
    Files.writeString(job.folder().resolve("._run.json.tmp"), "{");

    job.run(SMALL);
    Path left = job.folder().resolve("label=0/.part-000000000-2.parquet.17.tmp");
    Files.writeString(left, "PAR1");
    Files.delete(job.folder().resolve("_SUCCESS"));
    job.run(SMALL);

    assertThat(job.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
    assertThat(job.pixels()).hasSize(5 * TinyModel.CLASSES);
  }

  private void run(String folder) throws IOException {
    Path output = Path.of(FlakyFileSystem.SCHEME + ":" + temp.resolve(folder));
    new Generation(spark, checkpoint, output).run(SMALL);
  }
}
