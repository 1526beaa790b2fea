package org.sparkddpm.jobs.evaluate;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.Judgement;

/** A judge on all executors. */
final class Jury implements AutoCloseable {

  private static final ChosenPositions NOTHING = new ChosenPositions(new long[0]);

  private final JavaSparkContext spark;
  private final JudgeConfig config;
  private final ComputeSetup setup;
  private final String id;
  private final Broadcast<float[]> weights;

  Jury(JavaSparkContext spark, JudgeConfig config, float[] weights, ComputeSetup setup) {
    this.spark = spark;
    this.config = config;
    this.setup = setup;
    this.id = Sha256.of(weights);
    this.weights = spark.broadcast(weights);
  }

  /** The sha256 of the weights. */
  String id() {
    return id;
  }

  /** Judges all images of a set; none are compared. */
  JudgedBlock judge(JavaRDD<NumberedImages> blocks) {
    return judge(blocks, NOTHING, false);
  }

  /** Judges all images of a set, of which some are compared. */
  JudgedBlock judge(JavaRDD<NumberedImages> blocks, ChosenPositions chosen) {
    return judge(blocks, chosen, false);
  }

  /** Judges only those images of a set that are compared. */
  ComparedImages compared(JavaRDD<NumberedImages> blocks, ChosenPositions chosen) {
    return judge(blocks, chosen, true).compared();
  }

  /** What it says of a few images, which the driver has. */
  Judgement judgement(LabelledImages images) {
    JudgeConfig judged = config;
    String judge = id;
    Broadcast<float[]> shared = weights;
    ComputeSetup tasks = setup;
    return spark
        .parallelize(List.of(images), 1)
        .map(
            some ->
                ExecutorJudges.judge(judged, judge, shared.value(), tasks, each -> each.of(some)))
        .first();
  }

  private JudgedBlock judge(
      JavaRDD<NumberedImages> blocks, ChosenPositions chosen, boolean chosenAlone) {
    Broadcast<ChosenPositions> positions = spark.broadcast(chosen);
    try {
      JudgeTask task = new JudgeTask(config, id, weights, setup, positions, chosenAlone);
      return blocks
          .map(task::run)
          .aggregate(new JudgedSet(config.classes()), JudgedSet::add, JudgedSet::add)
          .whole();
    } finally {
      Release.of(positions);
    }
  }

  @Override
  public void close() {
    Release.of(weights);
  }
}
