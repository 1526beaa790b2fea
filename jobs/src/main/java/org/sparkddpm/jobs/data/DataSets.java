package org.sparkddpm.jobs.data;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.strokes.Strokes;

/** Finds a data set by the name or URI that a user gives. */
public final class DataSets {

  private static final int STROKES_TRAIN = 30_000;
  private static final int STROKES_TEST = 2_000;

  private DataSets() {}

  /**
   * Reads and checks a whole data set.
   *
   * @param data {@code mnist}, {@code strokes}, {@code auto} (MNIST where it can be had within
   *     seconds, otherwise strokes), or path or URI of IDX files, Parquet or folders of PNG
   * @throws InvalidImagesException naming file, offset or index, and the remedy
   * @throws IOException if the data cannot be reached
   */
  public static DataSplits load(SparkSession spark, String data) throws IOException {
    return switch (data) {
      case "mnist" -> MnistData.OFFICIAL.load();
      case "strokes" -> strokes("strokes (drawn digits)");
      case "auto" ->
          MnistData.OFFICIAL
              .loadIfQuick()
              .orElseGet(() -> strokes("strokes (drawn digits; MNIST was not to be had)"));
      default -> new ImageFiles(spark, data).load();
    };
  }

  private static DataSplits strokes(String origin) {
    return new DataSplits(
        Strokes.draw(0, STROKES_TRAIN), Strokes.draw(STROKES_TRAIN, STROKES_TEST), origin);
  }
}
