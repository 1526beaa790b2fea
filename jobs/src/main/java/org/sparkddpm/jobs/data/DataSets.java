package org.sparkddpm.jobs.data;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.strokes.Strokes;

/** Finds a data set by the name or URI that a user gives. */
public final class DataSets {

  private static final Logger log = LoggerFactory.getLogger(DataSets.class);

  private static final int STROKES_TRAIN = 30_000;
  private static final int STROKES_TEST = 2_000;

  private DataSets() {}

  /** As {@link #load(SparkSession, String, DataColumns)}, with the usual names of columns. */
  public static DataSplits load(SparkSession spark, String data) throws IOException {
    return load(spark, data, DataColumns.USUAL);
  }

  /**
   * Reads and checks a whole data set.
   *
   * @param data {@code mnist}, {@code strokes}, {@code auto} (MNIST where it can be had within
   *     seconds, otherwise strokes), or path or URI of a data set in one of the layouts of {@link
   *     DataFormats}
   * @param columns of the images and the labels, where the data are a table
   * @throws InvalidImagesException naming file, offset or index, and the remedy
   * @throws IOException if the data cannot be reached
   */
  public static DataSplits load(SparkSession spark, String data, DataColumns columns)
      throws IOException {
    DataSplits splits =
        switch (data) {
          case "mnist" -> MnistData.OFFICIAL.load();
          case "strokes" -> strokes("strokes (drawn digits)");
          case "auto" ->
              MnistData.OFFICIAL
                  .loadIfQuick()
                  .orElseGet(() -> strokes("strokes (drawn digits; MNIST was not to be had)"));
          default -> DataFormats.load(DataSource.of(spark, data, columns));
        };
    splits.report().warnings().forEach(warning -> log.warn("--data {}: {}", data, warning));
    return splits;
  }

  private static DataSplits strokes(String origin) {
    return new DataSplits(
        Strokes.draw(0, STROKES_TRAIN), Strokes.draw(STROKES_TRAIN, STROKES_TEST), origin);
  }
}
