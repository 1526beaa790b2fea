package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Mnist;
import org.sparkddpm.images.Strokes;

/** Finds a data set by the name or URI that a user gives. */
public final class DataSets {

  private static final Logger log = LoggerFactory.getLogger(DataSets.class);

  private static final int STROKES_TRAIN = 30_000;
  private static final int STROKES_TEST = 2_000;
  private static final Duration DOWNLOAD_LIMIT = Duration.ofSeconds(60);
  private static final Duration AUTO_LIMIT = Duration.ofSeconds(8);

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
      case "mnist" -> mnist();
      case "strokes" -> strokes("strokes (drawn digits)");
      case "auto" -> auto();
      default -> new ImageFiles(spark, data).load();
    };
  }

  private static DataSplits mnist() throws IOException {
    Optional<Path> cached = Mnist.cached();
    if (cached.isPresent()) {
      return mnist(cached.get());
    }
    try {
      return mnist(Mnist.download(DOWNLOAD_LIMIT));
    } catch (IOException e) {
      throw new IOException(
          ("MNIST is neither cached nor could it be downloaded (%s). Put its four .gz files into %s,"
                  + " or name their folder in %s, or pass --data strokes for drawn digits")
              .formatted(e.getMessage(), Mnist.cacheFolder(), Mnist.FOLDER_VARIABLE),
          e);
    }
  }

  private static DataSplits mnist(Path folder) throws IOException {
    Mnist.verify(folder);
    return new DataSplits(Mnist.train(folder), Mnist.test(folder), "mnist");
  }

  private static DataSplits strokes(String origin) {
    return new DataSplits(
        Strokes.draw(0, STROKES_TRAIN), Strokes.draw(STROKES_TRAIN, STROKES_TEST), origin);
  }

  private static DataSplits auto() throws IOException {
    Optional<Path> cached = Mnist.cached();
    if (cached.isPresent()) {
      log.warn("--data auto: *** MNIST, from {} ***", cached.get());
      return mnist(cached.get());
    }
    try {
      Path folder = Mnist.download(AUTO_LIMIT);
      log.warn("--data auto: *** MNIST, downloaded to {} ***", folder);
      return mnist(folder);
    } catch (IOException e) {
      log.warn(
          "--data auto: *** NOT MNIST but this project's own drawn digits (strokes) *** MNIST is not"
              + " cached and could not be downloaded: {}. To train on it, name the folder of its four"
              + " files in {}",
          e.getMessage(),
          Mnist.FOLDER_VARIABLE);
      return strokes("strokes (drawn digits; MNIST was not to be had)");
    }
  }
}
