package org.sparkddpm.jobs.generate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads a run's samples back with Spark and counts them. */
final class SampleCheck {

  private final SparkSession spark;
  private final String folder;

  SampleCheck(SparkSession spark, String folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Checks that each label has every index from 0 to {@code perClass - 1} exactly once.
   *
   * @throws IllegalStateException naming a label that has not
   */
  void verify(List<Integer> labels, long perClass) {
    for (int label : labels) {
      Dataset<Row> samples =
          spark.read().option("pathGlobFilter", "*.parquet").parquet(folder + "/label=" + label);
      Row found =
          samples
              .agg(count(lit(1)), countDistinct(col("index")), min(col("index")), max(col("index")))
              .first();
      boolean whole =
          found.getLong(0) == perClass
              && found.getLong(1) == perClass
              && found.getLong(2) == 0
              && found.getLong(3) == perClass - 1;
      if (!whole) {
        throw new IllegalStateException(
            "%s: label %d should have indices 0 to %d once each, but has %d samples, %d different, from %d to %d; remove its folder and run the same command again"
                .formatted(
                    folder,
                    label,
                    perClass - 1,
                    found.getLong(0),
                    found.getLong(1),
                    found.getLong(2),
                    found.getLong(3)));
      }
    }
  }
}
