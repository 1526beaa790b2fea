package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.storage.Location;

/** Parquet with a column of images and one of labels, read by Spark. */
final class ParquetImages implements DataPart {

  private final String source;
  private final boolean partitioned;
  private final DataColumns columns;
  private final List<String> files;
  private LabelColumn label;

  /**
   * The files of one part.
   *
   * @param source the file or the folder, for messages
   * @param partitioned whether folders below the source may be columns, such as {@code label=3}
   * @param files their paths, at least one
   */
  ParquetImages(String source, boolean partitioned, DataColumns columns, List<String> files) {
    this.source = source;
    this.partitioned = partitioned;
    this.columns = columns;
    this.files = files;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) throws IOException {
    try {
      Dataset<Row> table = table(spark);
      ImageColumn image = ImageColumn.of(table, columns.image(), source);
      label =
          LabelColumn.of(
              table,
              columns.label(),
              image,
              column ->
                  ParquetNames.of(
                      JavaSparkContext.fromSparkContext(spark.sparkContext()), files, column),
              source);
      boolean encoded = image.encoded();
      LabelTexts texts = label.texts();
      BlockPlace start = new BlockPlace(source, 0);
      return table
          .select(
              image.fields(),
              label.column().as("label"),
              functions.col("_metadata.file_path").as("file"),
              functions.col("_metadata.row_index").as("row"))
          .javaRDD()
          .mapPartitions(
              rows -> new BlockIterator(start, () -> new ParquetRows(rows, encoded, texts)));
    } catch (InvalidImagesException e) {
      throw e;
    } catch (AssertionError e) {
      throw new InvalidImagesException(
          "%s: folders such as label=3 and others lie side by side, so that it is not clear what the columns are; give --data the folder of one table"
              .formatted(source),
          e);
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw ReadFailure.of(
          e, source, "a Parquet file cannot be read (%s); write it again, or take it away");
    }
  }

  private Dataset<Row> table(SparkSession spark) {
    // File by file: Spark takes other folders beside partitions for a conflict.
    DataFrameReader reader = spark.read();
    if (partitioned) {
      reader = reader.option("basePath", source);
    }
    return reader.parquet(files.stream().map(Location::literal).toArray(String[]::new));
  }

  @Override
  public ClassLabels labels(Collection<String> texts) {
    return label.labels(texts, source);
  }
}
