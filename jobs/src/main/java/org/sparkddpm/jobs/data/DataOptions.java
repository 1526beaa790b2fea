package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;

/**
 * The options of every job that reads data.
 *
 * @param source name, path or URI of the data set
 * @param image name of the column of images
 * @param label name of the column of labels
 */
public record DataOptions(
    Option<String> source, Option<Optional<String>> image, Option<Optional<String>> label) {

  /**
   * Adds the options to those of a job.
   *
   * @param description of {@code --data}
   * @param usual what it is where it is not given
   */
  public static DataOptions add(OptionList options, String description, String usual) {
    return new DataOptions(
        options.path("data", "SOURCE").describe(description).withDefault(usual),
        options
            .text("image-column", "NAME")
            .describe(
                "Column of the images, where --data is Parquet. Automatic: image, or content as"
                    + " Spark's source binaryFile has it.")
            .orElse("auto"),
        options
            .text("label-column", "NAME")
            .describe(
                "Column of the labels, where --data is Parquet or CSV. Automatic: label; in Parquet"
                    + " without one, the folder in the path of each image.")
            .orElse("auto"));
  }

  /**
   * Has the executors read and check the data set that the settings name.
   *
   * @param seed of what is held out for validation, where there are no test images
   * @throws InvalidImagesException naming file, place and remedy
   * @throws IOException if the data cannot be reached
   */
  public DataSplits load(SparkSession spark, Settings settings, long seed) throws IOException {
    return DataSets.load(spark, settings.get(source), columns(settings), seed);
  }

  /**
   * Looks whether that data set is there, without reading its images.
   *
   * @throws InvalidImagesException if its layout is not known
   * @throws IOException if it cannot be reached
   */
  public void find(Configuration conf, Settings settings) throws IOException {
    DataSets.find(conf, settings.get(source), columns(settings));
  }

  private DataColumns columns(Settings settings) {
    return new DataColumns(settings.get(image), settings.get(label));
  }
}
