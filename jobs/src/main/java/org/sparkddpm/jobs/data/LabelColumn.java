package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/**
 * The column of a table that has the labels: numbers, words, or, where there is no such column, the
 * folders that the images' files lay in.
 *
 * @param column whole numbers (null for what is none), or texts
 * @param texts the classes by their texts; empty where the column has numbers
 * @param given what the classes of a column of numbers are called
 */
record LabelColumn(Column column, Optional<ClassLabels> texts, ClassNames given) {

  private static final String USUAL = "label";

  /** Columns of images and of Spark's source {@code binaryFile}: any other may have the labels. */
  private static final Set<String> WITHOUT_LABELS =
      Set.of("image", "content", "path", "length", "modificationTime");

  /** Finds what the classes of a column of numbers are called. */
  @FunctionalInterface
  interface Names {
    ClassNames of(String column) throws IOException;
  }

  /**
   * Finds the column; reads the texts of all rows, if it has texts.
   *
   * @param names of the classes of a column of numbers
   * @param named its name; empty for the usual one
   * @throws InvalidImagesException if there is none, or it holds no labels
   * @throws IOException if the names cannot be read
   */
  static LabelColumn of(
      Dataset<Row> table, Optional<String> named, ImageColumn image, Names names, String source)
      throws IOException {
    List<String> columns = Arrays.asList(table.columns());
    String name = named.orElse(USUAL);
    if (!columns.contains(name)) {
      if (named.isEmpty() && image.path().isPresent() && WITHOUT_LABELS.containsAll(columns)) {
        return texts(table, folder(image.path().get()), source);
      }
      throw ImageColumn.missing(name, columns, source);
    }
    DataType type = table.schema().apply(name).dataType();
    Column column = ImageColumn.column(name);
    if (type instanceof NumericType) {
      return new LabelColumn(wholeNumber(column), Optional.empty(), names.of(name));
    }
    if (type instanceof StringType) {
      return texts(table, column, source);
    }
    throw new InvalidImagesException(
        "%s: the column %s must hold labels, which are whole numbers or words, but is %s; write it so, or name another by --label-column"
            .formatted(source, name, type.simpleString()));
  }

  /** The last folder in a path or URI; null if there is none. */
  private static Column folder(Column path) {
    Column parts = functions.split(path, "/");
    return functions.when(functions.size(parts).gt(1), functions.element_at(parts, -2));
  }

  private static LabelColumn texts(Dataset<Row> table, Column column, String source) {
    List<String> texts =
        table.select(column.as(USUAL)).na().drop().distinct().collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    return new LabelColumn(column, Optional.of(ClassLabels.of(texts, source)), ClassNames.NUMBERS);
  }

  /** Null for what a cast would change, such as 1.5. */
  private static Column wholeNumber(Column label) {
    return functions.when(label.cast("long").equalTo(label), label.cast("long"));
  }

  /** The class of a value of the column that is not null. */
  int label(Object value, String origin) {
    if (texts.isPresent()) {
      return texts.get().label((String) value);
    }
    long label = (Long) value;
    if (label != (int) label) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: label %d is not in 0..%d: number the classes from 0",
              origin,
              label,
              LabelledImages.MAX_CLASSES - 1));
    }
    if (given.areWords() && label >= given.words().size()) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: label %d is not in 0..%d, for which the file has names; mend the label or the"
                  + " file's names",
              origin,
              label,
              given.words().size() - 1));
    }
    return (int) label;
  }

  /** Classes that there are at least. */
  int classes() {
    return texts.map(ClassLabels::classes).orElse(Math.max(1, given.words().size()));
  }

  ClassNames names() {
    return texts.map(ClassLabels::names).orElse(given);
  }
}
