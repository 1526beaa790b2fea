package org.sparkddpm.jobs.generate;

import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cluster.ClusterWatch;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.samples.SampleCheck;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;

/** Makes the samples that a run lacks, on all executors. */
final class SampleMaker {

  private static final Logger log = LoggerFactory.getLogger(SampleMaker.class);

  private final JavaSparkContext spark;
  private final SamplePlan plan;
  private final SampleUnits units;

  SampleMaker(JavaSparkContext spark, SamplePlan plan) {
    this.spark = spark;
    this.plan = plan;
    this.units = plan.units();
  }

  /**
   * Makes what is missing of the samples and, of the files that were changed, all; then reads back
   * what was not found to be whole before.
   *
   * @param state gets the files that were read back
   * @param real files of real images, which are no units
   * @return the number of samples that were made
   */
  long make(RunState state, List<String> real) {
    BitSet lacking = state.lacking();
    BitSet missing = missing(state, lacking);
    long toMake = samples(missing);
    log.info(
        "{}: {} of {} samples to make, in {} of {} files",
        plan.folder(),
        toMake,
        plan.total(),
        missing.cardinality(),
        units.size());
    if (!missing.isEmpty()) {
      generate(missing, toMake);
    }
    spark.setJobDescription("check " + plan.total() + " samples");
    log.info("reading {} samples back", samples(lacking));
    SampleCheck check = new SampleCheck(spark, plan.folder(), units);
    state
        .whole()
        .units()
        .putAll(
            lacking, TaskProgress.during(spark, "read back", () -> check.verify(lacking, real)));
    return toMake;
  }

  private BitSet missing(RunState state, BitSet lacking) {
    MissingUnits files = new MissingUnits(spark, plan.folder(), units);
    return TaskProgress.during(
        spark,
        "look for files",
        () -> {
          files.discard(state.changed());
          return files.among(lacking);
        });
  }

  private long samples(BitSet numbers) {
    return numbers.stream().mapToLong(number -> units.get(number).count()).sum();
  }

  private void generate(BitSet missing, long toMake) {
    int tasks = plan.tasks(missing.cardinality());
    SampleUnits all = units;
    UnitTask task =
        new UnitTask(
            plan.identity(),
            plan.names().words(),
            plan.engine(),
            plan.folder(),
            new SerializableConfiguration(spark.hadoopConfiguration()),
            TaskSlots.cpusOfTask(spark.getConf()));
    Broadcast<float[]> shared = spark.broadcast(plan.checkpoint().weights());
    LongAccumulator done = spark.sc().longAccumulator("samples made");
    spark.setJobDescription("generate " + toMake + " samples");
    try (GenerateProgress progress = new GenerateProgress(done, toMake)) {
      ClusterWatch.withSpread(
          spark.sc(),
          all.largest() / all.smallest(),
          () ->
              UnitNumbers.parallelize(spark, missing, tasks)
                  .foreach(
                      numbers -> {
                        for (int number : numbers) {
                          done.add(task.run(all.get(number), shared.value()));
                        }
                      }));
      progress.end();
    } finally {
      Release.of(shared);
    }
  }
}
