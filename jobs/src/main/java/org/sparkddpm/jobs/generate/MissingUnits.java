package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;

/** Finds which of a run's files are still to be made, on the executors: there may be many. */
final class MissingUnits {

  private static final Logger log = LoggerFactory.getLogger(MissingUnits.class);

  private final JavaSparkContext spark;
  private final String folder;
  private final SampleUnits plan;

  /** Those of the run in a folder. */
  MissingUnits(JavaSparkContext spark, String folder, SampleUnits plan) {
    this.spark = spark;
    this.folder = folder;
    this.plan = plan;
  }

  /** Removes the files of units, which are not what the run wrote. */
  void discard(BitSet changed) {
    if (changed.isEmpty()) {
      return;
    }
    log.warn(
        "{}: {} files were changed since the run wrote them and will be made again, the first is {}",
        folder,
        changed.cardinality(),
        plan.get(changed.nextSetBit(0)).path());
    spark.setJobDescription("remove " + changed.cardinality() + " changed files");
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    SampleUnits all = plan;
    UnitNumbers.parallelize(spark, changed, UnitNumbers.tasks(spark.defaultParallelism()))
        .foreach(
            numbers -> {
              RunWriter writer = writer(conf.value(), root);
              for (int number : numbers) {
                writer.discard(all.get(number));
              }
            });
  }

  /**
   * Those of some units whose file is missing; damaged files are removed.
   *
   * @param units the numbers of those to look for
   */
  BitSet among(BitSet units) {
    spark.setJobDescription("look for " + units.cardinality() + " files");
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    SampleUnits all = plan;
    BitSet missing = new BitSet(plan.size());
    UnitNumbers.parallelize(spark, units, UnitNumbers.tasks(spark.defaultParallelism()))
        .map(numbers -> missing(writer(conf.value(), root), all, numbers))
        .collect()
        .forEach(found -> Arrays.stream(found).forEach(missing::set));
    return missing;
  }

  private static RunWriter writer(Configuration conf, String folder) throws IOException {
    return new RunWriter(new RunFolder(conf, folder));
  }

  private static int[] missing(RunWriter writer, SampleUnits plan, int[] numbers)
      throws IOException {
    BitSet missing = new BitSet();
    for (int number : numbers) {
      missing.set(number, writer.lacks(plan.get(number)));
    }
    return missing.stream().toArray();
  }
}
