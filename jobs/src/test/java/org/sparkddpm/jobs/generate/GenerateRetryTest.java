package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** Tasks that fail: tried again by Spark, and by running the same command again. */
class GenerateRetryTest {

  private static final String[] SMALL = {
    "--per-class", "5", "--batch-size", "2", "--samples-per-file", "2", "--partitions", "1"
  };
  private static final int TRIES = 4;
  private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";

  @TempDir static Path models;

  /** How many creations are still to fail. */
  private static final AtomicInteger FAULTS = new AtomicInteger();

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
            .getOrCreate();
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.uncreatable =
        path ->
            path.getName().contains(".parquet")
                && FAULTS.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    FaultyFileSystem.settings(faults).forEach(spark.sparkContext().hadoopConfiguration()::set);
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
    FAULTS.set(TRIES - 1);

    run("flaky");

    assertThat(FAULTS).hasValue(0);
    assertThat(new Generation(spark, checkpoint, temp.resolve("flaky")).contents())
        .isEqualTo(smooth.contents());
  }

  @Test
  void aRunThatFailedIsFinishedByTheSameCommand() throws IOException {
    FAULTS.set(TRIES);
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
    Files.writeString(job.folder().resolve("._run.json." + UUID + ".tmp"), "{");

    job.run(SMALL);
    Path left = job.folder().resolve("label=0/.part-000000000-2.parquet." + UUID + ".tmp");
    Files.writeString(left, "PAR1");
    Files.delete(job.folder().resolve("_SUCCESS"));
    job.run(SMALL);

    assertThat(job.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
    assertThat(job.pixels()).hasSize(5 * TinyModel.CLASSES);
  }

  private void run(String folder) throws IOException {
    Path output = Path.of(FaultyFileSystem.SCHEME + ":" + temp.resolve(folder));
    new Generation(spark, checkpoint, output).run(SMALL);
  }
}
