package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a rename is a copy, everything is written in its place. */
class GenerateObjectStoreTest {

  private static final String[] SMALL = {
    "--per-class", "3", "--batch-size", "2", "--format", "parquet,idx,png"
  };

  @TempDir Path temp;

  @Test
  void aRunRenamesNothingAndIsTheSameAsOnDisk() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("generate to objects")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config(
                "spark.hadoop.fs." + RenamelessDisk.SCHEME + ".impl",
                RenamelessDisk.class.getName())
            .getOrCreate()) {
      String checkpoint = TinyModel.store(temp.resolve("model"), 0.1);
      Generation onDisk = new Generation(spark, checkpoint, temp.resolve("disk"));
      onDisk.run(SMALL);

      Path bucket = Path.of(RenamelessDisk.SCHEME + ":" + temp.resolve("bucket"));
      new Generation(spark, checkpoint, bucket).run(SMALL);

      assertThat(new Generation(spark, checkpoint, temp.resolve("bucket")).contents())
          .isEqualTo(onDisk.contents());
    }
  }
}
