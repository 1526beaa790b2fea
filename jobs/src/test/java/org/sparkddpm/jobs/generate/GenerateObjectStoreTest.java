package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/**
 * Where a rename is a copy, or there is none, nothing is renamed: a file appears when its stream is
 * closed, or is copied under its name once it is whole.
 */
class GenerateObjectStoreTest {

  private static final String[] SMALL = {
    "--per-class", "3", "--batch-size", "2", "--format", "parquet,idx,png"
  };

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(names = {"OBJECTS", "BARE"})
  void aRunRenamesNothingAndIsTheSameAsOnDisk(FaultyFileSystem.Kind kind) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("generate to objects")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      FaultyFileSystem.Faults store = new FaultyFileSystem.Faults();
      store.kind = kind;
      FaultyFileSystem.settings(store).forEach(spark.sparkContext().hadoopConfiguration()::set);
      String checkpoint = TinyModel.store(temp.resolve("model"), 0.1);
      Generation onDisk = new Generation(spark, checkpoint, temp.resolve("disk"));
      onDisk.run(SMALL);

      Path bucket = Path.of(FaultyFileSystem.SCHEME + ":" + temp.resolve("bucket"));
      new Generation(spark, checkpoint, bucket).run(SMALL);

      assertThat(new Generation(spark, checkpoint, temp.resolve("bucket")).contents())
          .isEqualTo(onDisk.contents());
    }
  }
}
