package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.compute.EngineRequest;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** What comes of places that cannot be read or written. */
class PreflightTest {

  private JavaSparkContext spark;
  private Preflight preflight;

  @BeforeEach
  void start() {
    spark =
        new JavaSparkContext(
            new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("preflight")
                .set("spark.ui.enabled", "false"));
    preflight = new Preflight(spark.sc(), new EngineRequest(Optional.of("cpu"), Optional.empty()));
  }

  @AfterEach
  void stop() {
    spark.stop();
  }

  @Test
  void whatCannotBeReadHasItsOwnRemedy() {
    String read =
        preflight.checkReadable(
            "judge",
            () -> {
              throw new FileNotFoundException("no judge in judges/a");
            },
            judge -> judge,
            "give another --judge");
    assertThat(read).isNull();
    assertThatThrownBy(preflight::requirePassed)
        .isInstanceOf(PreflightFailedException.class)
        .hasMessageContaining("judge: no judge in judges/a; give another --judge");
  }

  @Test
  void aLocalDiskThatFailsIsAFinding() {
    preflight.checkWritable(
        "checkpoints",
        "/full",
        () -> {
          throw FaultyFileSystem.asLocalDisksThrow(new IOException("No space left on device"));
        });
    preflight.checkReadable(
        "data",
        () -> {
          throw FaultyFileSystem.asLocalDisksThrow(new IOException("Input/output error"));
        },
        Object::toString,
        "give another --data");
    assertThatThrownBy(preflight::requirePassed)
        .isInstanceOf(PreflightFailedException.class)
        .hasMessageContaining("No space left on device; give the job a place")
        .hasMessageContaining("Input/output error; give another --data");
  }
}
