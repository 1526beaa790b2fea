package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

/**
 * The column of a table that has the labels: numbers, words, or, where there is no such column, the
 * folders that the images' files lay in.
 *
 * @param column whole numbers (null for what is none), or texts
 * @param numbers which of these
 * @param given what the classes of a column of numbers are called
 */
record LabelColumn(Column column, boolean numbers, ClassNames given) {

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
   * Finds the column.
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
        return new LabelColumn(folder(image.path().get()), false, ClassNames.NUMBERS);
      }
      throw ImageColumn.missing(name, columns, source);
    }
    DataType type = table.schema().apply(name).dataType();
    Column column = ImageColumn.column(name);
    if (type instanceof NumericType) {
      return new LabelColumn(wholeNumber(column), true, names.of(name));
    }
    if (type instanceof StringType) {
      return new LabelColumn(column, false, ClassNames.NUMBERS);
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

  /** Null for what a cast would change, such as 1.5. */
  private static Column wholeNumber(Column label) {
    return functions.when(label.cast("long").equalTo(label), label.cast("long"));
  }

  /** How rows tell their labels. */
  LabelTexts texts() {
    return new LabelTexts(numbers, given.words().size());
  }

  /** What the texts of all rows stand for. */
  ClassLabels labels(Collection<String> texts, String source) {
    ClassLabels found = ClassLabels.of(texts, source);
    return given.areWords() ? new ClassLabels(found.labels(), given.words().size(), given) : found;
  }
}
