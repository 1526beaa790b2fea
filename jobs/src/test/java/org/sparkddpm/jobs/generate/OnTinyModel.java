package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A Spark and a checkpoint for all tests of a class, an output folder for each. */
abstract class OnTinyModel {

  @TempDir static Path models;
  static SparkSession spark;
  static String checkpoint;

  @TempDir Path temp;
  Generation job;

  @BeforeAll
  static void start() throws IOException {
    spark = Generation.session();
    checkpoint = TinyModel.store(models.resolve("model"), 0.1);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void newOutput() {
    job = new Generation(spark, checkpoint, temp.resolve("out"));
  }
}
