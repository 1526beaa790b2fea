package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.jobs.storage.FileEntry;
import scala.Tuple2;

/** Reads files of a run as they lie in its folder, on the executors: there may be many. */
public final class RunInventory {

  private static final int ROUNDS = 4;

  private final JavaSparkContext spark;
  private final String folder;

  /** An inventory of the run in a folder. */
  public RunInventory(JavaSparkContext spark, String folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Length and sha256 of those of the files that are there. */
  public RunManifest of(Collection<String> names) {
    if (names.isEmpty()) {
      return RunManifest.EMPTY;
    }
    spark.setJobDescription("check " + names.size() + " files");
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    return new RunManifest(
        new TreeMap<>(
            spark
                .parallelize(
                    List.copyOf(names), Math.min(names.size(), ROUNDS * spark.defaultParallelism()))
                .mapToPair(name -> new Tuple2<>(name, entry(conf, root, name)))
                .filter(file -> file._2() != null)
                .collectAsMap()));
  }

  private static FileEntry entry(SerializableConfiguration conf, String folder, String name)
      throws IOException {
    return new RunFolder(conf.value(), folder).entry(name).orElse(null);
  }
}
