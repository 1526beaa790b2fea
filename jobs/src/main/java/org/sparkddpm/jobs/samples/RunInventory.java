package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.jobs.storage.FileEntry;
import scala.Tuple2;

/** Reads files of a run as they lie in its folder, on the executors: there may be many. */
public final class RunInventory {

  private final JavaSparkContext spark;
  private final String folder;
  private final SampleUnits plan;

  /**
   * An inventory of the run in a folder.
   *
   * @param plan what the run is cut into
   */
  public RunInventory(JavaSparkContext spark, String folder, SampleUnits plan) {
    this.spark = spark;
    this.folder = folder;
    this.plan = plan;
  }

  /** Length and sha256 of those of a manifest's files that are there. */
  public RunManifest of(RunManifest listed) {
    RunManifest found = of(listed.others().keySet());
    BitSet units = listed.units().numbers();
    if (units.isEmpty()) {
      return found;
    }
    spark.setJobDescription("check " + units.cardinality() + " files of samples");
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    SampleUnits all = plan;
    UnitNumbers.parallelize(spark, units, tasks())
        .map(numbers -> new Tuple2<>(numbers, entries(conf, root, all, numbers)))
        .collect()
        .forEach(piece -> found.units().putAll(piece._1(), piece._2()));
    return found;
  }

  /** Length and sha256 of those of some files, by their names, that are there. */
  public RunManifest of(Collection<String> names) {
    RunManifest found = new RunManifest(plan);
    if (names.isEmpty()) {
      return found;
    }
    spark.setJobDescription("check " + names.size() + " files");
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    Map<String, FileEntry> entries =
        spark
            .parallelize(List.copyOf(names), Math.min(names.size(), tasks()))
            .mapToPair(name -> new Tuple2<>(name, entry(conf, root, name)))
            .filter(file -> file._2() != null)
            .collectAsMap();
    found.others().putAll(entries);
    return found;
  }

  private int tasks() {
    return UnitNumbers.tasks(spark.defaultParallelism());
  }

  private static FileEntry entry(SerializableConfiguration conf, String folder, String name)
      throws IOException {
    return new RunFolder(conf.value(), folder).entry(name).orElse(null);
  }

  private static UnitEntries entries(
      SerializableConfiguration conf, String root, SampleUnits plan, int[] numbers)
      throws IOException {
    RunFolder folder = new RunFolder(conf.value(), root);
    UnitEntries entries = new UnitEntries(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      int at = i;
      folder.entry(plan.get(numbers[i]).path()).ifPresent(file -> entries.put(at, file));
    }
    return entries;
  }
}
