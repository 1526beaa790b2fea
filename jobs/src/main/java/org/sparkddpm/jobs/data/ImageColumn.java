package org.sparkddpm.jobs.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.sparkddpm.images.InvalidImagesException;

/**
 * The column of a table that has the images: Spark's image struct, or the bytes of image files,
 * alone or in a struct with their path as HuggingFace writes them.
 *
 * @param encoded whether it holds the bytes of image files
 * @param fields a struct: height, width and nChannels, which are longs, and data of Spark's images;
 *     bytes and path (may be null) of encoded ones
 * @param path where the path of an image's file stands
 */
record ImageColumn(boolean encoded, Column fields, Optional<Column> path) {

  private static final String DATA = "data";
  private static final List<String> IMAGE_FIELDS = List.of("height", "width", "nChannels", DATA);

  /** Of which the second is that of Spark's source {@code binaryFile}. */
  private static final List<String> USUAL = List.of("image", "content");

  private static final String REMEDY =
      "write images by Spark's image schema, or the bytes of their files, and labels as whole"
          + " numbers or words; or name the columns by --image-column and --label-column";

  /**
   * Finds the column.
   *
   * @param named its name; empty to look for the usual ones
   * @throws InvalidImagesException if there is none, or it holds no images
   */
  static ImageColumn of(Dataset<Row> table, Optional<String> named, String source) {
    List<String> columns = Arrays.asList(table.columns());
    String name =
        named
            .or(() -> USUAL.stream().filter(columns::contains).findFirst())
            .filter(columns::contains)
            .orElseThrow(() -> missing(named.orElse("image"), columns, source));
    DataType type = table.schema().apply(name).dataType();
    if (type instanceof BinaryType) {
      Optional<Column> path = path(table, "path");
      Column file = path.orElse(functions.lit(null).cast("string"));
      return new ImageColumn(
          true, functions.struct(column(name).as("bytes"), file.as("path")), path);
    }
    if (type instanceof StructType struct) {
      List<String> fields = Arrays.asList(struct.fieldNames());
      if (fields.contains("bytes") && struct.apply("bytes").dataType() instanceof BinaryType) {
        Optional<Column> path =
            fields.contains("path") && struct.apply("path").dataType() instanceof StringType
                ? Optional.of(column(name).getField("path"))
                : Optional.empty();
        return new ImageColumn(
            true,
            functions.struct(
                column(name).getField("bytes").as("bytes"),
                path.orElse(functions.lit(null).cast("string")).as("path")),
            path);
      }
      if (fields.containsAll(IMAGE_FIELDS)) {
        return new ImageColumn(
            false,
            functions.struct(
                IMAGE_FIELDS.stream()
                    .map(field -> pixels(name, struct, field, source))
                    .toArray(Column[]::new)),
            Optional.empty());
      }
    }
    throw new InvalidImagesException(
        "%s: the column %s must hold images, which have the fields %s, or bytes of image files, but is %s; %s"
            .formatted(source, name, IMAGE_FIELDS, type.simpleString(), REMEDY));
  }

  /** A field of Spark's images, its numbers as longs: other writers have no shorter ones. */
  private static Column pixels(String name, StructType struct, String field, String source) {
    DataType type = struct.apply(field).dataType();
    boolean data = field.equals(DATA);
    if (data ? !(type instanceof BinaryType) : !(type instanceof IntegralType)) {
      throw new InvalidImagesException(
          "%s: the field %s of the column %s must hold %s, but is %s; %s"
              .formatted(
                  source,
                  field,
                  name,
                  data ? "the bytes of the pixels" : "whole numbers",
                  type.simpleString(),
                  REMEDY));
    }
    Column column = column(name).getField(field);
    return (data ? column : column.cast("long")).as(field);
  }

  /** What to say of a table without a column. */
  static InvalidImagesException missing(String name, List<String> columns, String source) {
    return new InvalidImagesException(
        "%s: Parquet needs a column of images and one of labels, but has no column %s among %s; %s"
            .formatted(source, name, columns, REMEDY));
  }

  /** A column by a name that may have dots in it. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static Optional<Column> path(Dataset<Row> table, String name) {
    return Arrays.asList(table.columns()).contains(name)
            && table.schema().apply(name).dataType() instanceof StringType
        ? Optional.of(column(name))
        : Optional.empty();
  }
}
