package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseTest {

  private final JavaSparkContext spark =
      new JavaSparkContext(
          new SparkConf(false)
              .setMaster("local[1]")
              .setAppName("release")
              .set("spark.ui.enabled", "false"));

  private final Broadcast<byte[]> sent = spark.broadcast(new byte[] {1, 2});
  private final JavaRDD<Integer> kept =
      spark.parallelize(List.of(1, 2)).persist(StorageLevel.MEMORY_ONLY());

  @AfterEach
  void stop() {
    spark.stop();
  }

  @Test
  void whatIsReleasedIsForgotten() {
    Release.of(sent);
    Release.of(kept);
    assertThatThrownBy(sent::value).hasMessageContaining("destroyed");
    assertThat(kept.getStorageLevel()).isEqualTo(StorageLevel.NONE());
  }

  /** What the job failed with at that moment would be lost. */
  @Test
  void aSparkThatWasStoppedIsNoFailureOfItsOwn() {
    spark.stop();
    assertThatThrownBy(sent::destroy).isInstanceOf(NullPointerException.class);
    assertThatCode(() -> Release.of(sent)).doesNotThrowAnyException();
    assertThatCode(() -> Release.of(kept)).doesNotThrowAnyException();
  }
}
