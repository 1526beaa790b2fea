package org.sparkddpm.jobs.samples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads a run's samples back with Spark and counts them. */
public final class SampleCheck {

  private final SparkSession spark;
  private final String folder;

  /** A check of the run in a folder. */
  public SampleCheck(SparkSession spark, String folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Checks that each label has every index from 0 to {@code perClass - 1} exactly once.
   *
   * @throws IllegalStateException naming a label that has not
   */
  public void verify(List<Integer> labels, long perClass) {
    Map<Integer, Row> found =
        SampleRows.read(spark, folder, labels)
            .groupBy(col("label"))
            .agg(count(lit(1)), countDistinct(col("index")), min(col("index")), max(col("index")))
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getInt(0), row -> row));
    for (int label : labels) {
      Row counts = found.get(label);
      if (counts == null
          || counts.getLong(1) != perClass
          || counts.getLong(2) != perClass
          || counts.getLong(3) != 0
          || counts.getLong(4) != perClass - 1) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s: label %d should have indices 0 to %d once each, but has %s; remove its folder and run the same command again",
                folder,
                label,
                perClass - 1,
                said(counts)));
      }
    }
  }

  private static String said(Row counts) {
    return counts == null
        ? "no samples"
        : String.format(
            Locale.ROOT,
            "%d samples, %d different, from %d to %d",
            counts.getLong(1),
            counts.getLong(2),
            counts.getLong(3),
            counts.getLong(4));
  }
}
