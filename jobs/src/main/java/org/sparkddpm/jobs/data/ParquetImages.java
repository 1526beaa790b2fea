package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.formats.OpenCvPixels;
import org.sparkddpm.jobs.storage.Location;

/**
 * Parquet with Spark's image column and a label column, read by Spark.
 *
 * @param source the file or the folder, for messages
 * @param partitioned whether folders below the source may be columns, such as {@code label=3}
 */
record ParquetImages(SparkSession spark, String source, boolean partitioned) {

  private static final String REMEDY =
      "write a column image by Spark's image schema and a column label of whole numbers";

  private static final List<String> IMAGE_FIELDS = List.of("height", "width", "nChannels", "data");

  /**
   * Reads all rows.
   *
   * @param files the paths of the files
   * @throws InvalidImagesException naming the row that is no image with a label
   * @throws IOException if a file cannot be read
   */
  LabelledImages read(List<String> files) throws IOException {
    try {
      return images(rows(files).toLocalIterator());
    } catch (InvalidImagesException e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw new IOException(
          "%s: a Parquet file cannot be read (%s); write it again, or take it away"
              .formatted(source, ExceptionUtils.getRootCause(e).getMessage()),
          e);
    }
  }

  // In the order of files and rows, so that an image keeps its number whatever the cluster.
  private Dataset<Row> rows(List<String> files) {
    // File by file: Spark takes other folders beside partitions for a conflict.
    DataFrameReader reader = spark.read();
    if (partitioned) {
      reader = reader.option("basePath", source);
    }
    Dataset<Row> table =
        reader.parquet(files.stream().map(Location::literal).toArray(String[]::new));
    checkColumns(table);
    return table
        .select(
            functions.col("image.height"),
            functions.col("image.width"),
            functions.col("image.nChannels"),
            functions.col("image.data"),
            wholeNumber(functions.col("label")),
            functions.col("_metadata.file_path").as("file"),
            functions.col("_metadata.row_index").as("row"))
        .sort("file", "row");
  }

  private void checkColumns(Dataset<Row> table) {
    List<String> columns = Arrays.asList(table.columns());
    if (!columns.contains("image") || !columns.contains("label")) {
      throw new InvalidImagesException(
          "%s: Parquet needs columns image and label, but has %s; %s"
              .formatted(source, columns, REMEDY));
    }
    DataType image = table.schema().apply("image").dataType();
    if (!(image instanceof StructType struct)
        || !Arrays.asList(struct.fieldNames()).containsAll(IMAGE_FIELDS)) {
      throw new InvalidImagesException(
          "%s: the image column must have the fields %s, but is %s; %s"
              .formatted(source, IMAGE_FIELDS, image.simpleString(), REMEDY));
    }
    DataType label = table.schema().apply("label").dataType();
    if (!(label instanceof NumericType) && !(label instanceof StringType)) {
      throw new InvalidImagesException(
          "%s: the label column must hold whole numbers, but is %s; %s"
              .formatted(source, label.simpleString(), REMEDY));
    }
  }

  /** Null for what a cast would change, such as 1.5. */
  private static Column wholeNumber(Column label) {
    return functions.when(label.cast("long").equalTo(label), label.cast("long"));
  }

  private LabelledImages images(Iterator<Row> rows) {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    while (rows.hasNext()) {
      Row row = rows.next();
      String origin = row.getString(5) + " row " + row.getLong(6);
      if (IntStream.range(0, 5).anyMatch(row::isNullAt)) {
        throw new InvalidImagesException(
            origin + " has no image, or no whole number as label; remove the row or fill it");
      }
      int channels = row.getInt(2);
      if (channels != ImageShape.GRAY && channels != ImageShape.COLOUR) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "%s has %d channels; give gray images of one channel, or coloured ones of three: blue, green, red",
                origin,
                channels));
      }
      long label = row.getLong(4);
      if (label != (int) label) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "%s: label %d is not in 0..%d: number the classes from 0",
                origin,
                label,
                LabelledImages.MAX_CLASSES - 1));
      }
      byte[] pixels = OpenCvPixels.exchanged(row.<byte[]>getAs(3), channels);
      images.add(
          pixels, shape(row.getInt(0), row.getInt(1), channels, origin), (int) label, origin);
    }
    return images.build(source);
  }

  private static ImageShape shape(int height, int width, int channels, String origin) {
    try {
      return new ImageShape(height, width, channels);
    } catch (InvalidImagesException e) {
      throw new InvalidImagesException(origin + ": " + e.getMessage(), e);
    }
  }
}
