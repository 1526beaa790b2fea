package org.sparkddpm.jobs.samples;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.storage.Location;

/** The samples of a run as a table of Spark's, for work that is spread over the executors. */
public final class SampleRows {

  private SampleRows() {}

  /**
   * Reads some labels of a run.
   *
   * @param folder the run's folder
   * @param labels at least one; each has a folder
   * @return the columns of the files (Spark's image struct, index and provenance) and, as an int,
   *     the label that their folder is named by; in no order
   */
  public static Dataset<Row> read(SparkSession spark, String folder, List<Integer> labels) {
    String[] folders =
        labels.stream()
            .map(label -> Location.literal(folder + "/label=" + label))
            .toArray(String[]::new);
    return spark
        .read()
        .option("basePath", folder)
        .option("pathGlobFilter", "*.parquet")
        .parquet(folders)
        .withColumn("label", col("label").cast("int"));
  }
}
