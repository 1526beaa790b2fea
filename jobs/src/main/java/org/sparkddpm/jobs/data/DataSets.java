package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.mnist.Mnist;

/** Finds a data set by the name or URI that a user gives. */
public final class DataSets {

  private static final Logger log = LoggerFactory.getLogger(DataSets.class);

  private static final String MNIST = "mnist";
  private static final String STROKES = "strokes";
  private static final String AUTO = "auto";

  private static final int STROKES_TRAIN = 30_000;
  private static final int STROKES_TEST = 2_000;

  private DataSets() {}

  /** As {@link #load(SparkSession, String, DataColumns, long)}, with what is usual. */
  public static DataSplits load(SparkSession spark, String data) throws IOException {
    return load(spark, data, DataColumns.USUAL, 0);
  }

  /**
   * Has the executors read and check a whole data set.
   *
   * @param data {@code mnist}, {@code strokes}, {@code auto} (MNIST where it can be had within
   *     seconds, otherwise strokes), or path or URI of a data set in one of the layouts of {@link
   *     DataFormats}
   * @param columns of the images and the labels, where the data are a table
   * @param seed of what is held out for validation, where there are no test images
   * @throws InvalidImagesException naming file, offset or index, and the remedy
   * @throws IOException if the data cannot be reached
   */
  public static DataSplits load(SparkSession spark, String data, DataColumns columns, long seed)
      throws IOException {
    DataSplits splits =
        switch (data) {
          case MNIST -> mnist(spark, MnistData.OFFICIAL.folder());
          case STROKES -> strokes(spark, "strokes (drawn digits)");
          case AUTO -> {
            Optional<Path> mnist = MnistData.OFFICIAL.folderIfQuick();
            yield mnist.isPresent()
                ? mnist(spark, mnist.get())
                : strokes(spark, "strokes (drawn digits; MNIST was not to be had)");
          }
          default ->
              DataFormats.load(
                  spark,
                  DataSource.of(spark.sparkContext().hadoopConfiguration(), data, columns),
                  seed);
        };
    splits.report().warnings().forEach(warning -> log.warn("--data {}: {}", data, warning));
    return splits;
  }

  /**
   * Looks whether a data set is there and in a layout that is read, without reading its images.
   *
   * @throws InvalidImagesException if the layout is not known
   * @throws IOException if the data cannot be reached
   */
  public static void find(Configuration conf, String data, DataColumns columns) throws IOException {
    if (!List.of(MNIST, STROKES, AUTO).contains(data)) {
      DataFormats.find(DataSource.of(conf, data, columns));
    }
  }

  /** MNIST lies in the driver's cache, which executors may not reach. */
  private static DataSplits mnist(SparkSession spark, Path folder) throws IOException {
    return DataSplits.of(spark, Mnist.train(folder), Mnist.test(folder), MNIST);
  }

  private static DataSplits strokes(SparkSession spark, String origin) throws IOException {
    return DataSplits.of(
            ReadPart.of(spark, new DrawnDigits(0, STROKES_TRAIN)),
            ReadPart.of(spark, new DrawnDigits(STROKES_TRAIN, STROKES_TEST)),
            origin)
        .unreported();
  }
}
