package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.storage.SmallDisk;

/** Executors whose disk is full. */
class FullLocalDirTest {

  private static final String REMEDY =
      "executor driver on localhost cannot keep it on its disk (No space left on device); make room"
          + " where its spark.local.dir is, or give";

  @TempDir Path folder;

  private SmallDisk disk;
  private JavaSparkContext spark;

  @BeforeEach
  void start() throws IOException {
    Path local = folder.resolve("local");
    disk = SmallDisk.mount(local, 8192);
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("full")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.local.dir", local.toString()));
  }

  @AfterEach
  void stop() throws IOException {
    if (spark != null) {
      disk.mend();
      spark.stop();
      disk.close();
    }
  }

  @Test
  void imagesThatCannotBeKeptAreNotToBlame() throws IOException {
    disk.fill(0);
    assertThatThrownBy(() -> DistributedImages.of(spark, Strokes.draw(0, 500), "digits"))
        .hasMessageContainingAll("digits: ", REMEDY)
        .hasMessageNotContaining("write it again");
  }

  @Test
  void imagesThatCannotBeSpread() throws IOException {
    DistributedImages images = DistributedImages.of(spark, Strokes.draw(0, 500), "digits");
    ShardedData shards = ShardedData.of(spark, images, 2, "shards");
    disk.fill(0);
    assertThatThrownBy(shards::spread)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("the images cannot be spread: ", REMEDY);
  }
}
