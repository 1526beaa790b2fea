package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.formats.ImageFile;
import org.sparkddpm.images.formats.OpenCvPixels;
import org.sparkddpm.jobs.storage.Location;

/**
 * Parquet with a column of images and one of labels, read by Spark.
 *
 * @param source the file or the folder, for messages
 * @param partitioned whether folders below the source may be columns, such as {@code label=3}
 */
record ParquetImages(SparkSession spark, String source, boolean partitioned, DataColumns columns) {

  /**
   * Reads all rows.
   *
   * @param files the paths of the files
   * @throws InvalidImagesException naming the row that is no image with a label
   * @throws IOException if a file cannot be read
   */
  ImageSet read(List<String> files) throws IOException {
    try {
      Dataset<Row> table = table(files);
      ImageColumn image = ImageColumn.of(table, columns.image(), source);
      LabelColumn label =
          LabelColumn.of(
              table,
              columns.label(),
              image,
              column ->
                  ParquetNames.of(spark.sparkContext().hadoopConfiguration(), files.get(0), column),
              source);
      Iterator<Row> rows =
          table
              .select(
                  image.fields(),
                  label.column().as("label"),
                  functions.col("_metadata.file_path").as("file"),
                  functions.col("_metadata.row_index").as("row"))
              // In the order of files and rows, so that an image keeps its number anywhere.
              .sort("file", "row")
              .toLocalIterator();
      return image.encoded() ? encoded(rows, label) : pixels(rows, label);
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

  private Dataset<Row> table(List<String> files) {
    // File by file: Spark takes other folders beside partitions for a conflict.
    DataFrameReader reader = spark.read();
    if (partitioned) {
      reader = reader.option("basePath", source);
    }
    return reader.parquet(files.stream().map(Location::literal).toArray(String[]::new));
  }

  private static String origin(Row row) {
    return row.getString(2) + " row " + row.getLong(3);
  }

  private static int label(Row row, LabelColumn column) {
    return column.label(row.get(1), origin(row));
  }

  private ImageSet pixels(Iterator<Row> rows, LabelColumn labels) {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    while (rows.hasNext()) {
      Row row = rows.next();
      String origin = origin(row);
      Row image = row.getStruct(0);
      if (row.isNullAt(1) || image == null || IntStream.range(0, 4).anyMatch(image::isNullAt)) {
        throw incomplete(origin);
      }
      int channels = image.getInt(2);
      if (channels != ImageShape.GRAY && channels != ImageShape.COLOUR) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "%s has %d channels; give gray images of one channel, or coloured ones of three:"
                    + " blue, green, red",
                origin,
                channels));
      }
      byte[] pixels = OpenCvPixels.exchanged(image.<byte[]>getAs(3), channels);
      images.add(
          pixels,
          shape(image.getInt(0), image.getInt(1), channels, origin),
          label(row, labels),
          origin);
    }
    LabelledImages all = images.build(source);
    ClassNames names = labels.names();
    return new ImageSet(
        all.withClasses(Math.max(all.classes(), labels.classes())),
        names,
        false,
        DataReport.of("Spark images in Parquet", all.size())
            .warningOfConstant(images.constant(), images.size(), images.firstConstant()));
  }

  private ImageSet encoded(Iterator<Row> rows, LabelColumn labels) {
    EncodedImages images = new EncodedImages();
    while (rows.hasNext()) {
      Row row = rows.next();
      String origin = origin(row);
      Row image = row.getStruct(0);
      if (!image.isNullAt(1)) {
        origin = origin + " (" + image.getString(1) + ")";
      }
      if (image.isNullAt(0) && !image.isNullAt(1)) {
        throw new InvalidImagesException(
            origin
                + " has the path of an image and not its bytes; write the bytes into the column"
                + " too");
      }
      if (image.isNullAt(0) || row.isNullAt(1)) {
        throw incomplete(origin);
      }
      images.add(
          ImageFile.decode(image.<byte[]>getAs(0), origin),
          " in Parquet",
          label(row, labels),
          origin);
    }
    return images.build(labels.classes(), labels.names(), source);
  }

  private static InvalidImagesException incomplete(String origin) {
    return new InvalidImagesException(
        origin + " has no image, or no whole number as label; remove the row or fill it");
  }

  private static ImageShape shape(int height, int width, int channels, String origin) {
    try {
      return new ImageShape(height, width, channels);
    } catch (InvalidImagesException e) {
      throw new InvalidImagesException(origin + ": " + e.getMessage(), e);
    }
  }
}
