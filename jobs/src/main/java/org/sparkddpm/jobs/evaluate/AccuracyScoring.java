package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;

/**
 * Trains the classifiers of an {@link AccuracyScore}, each in a task, and tries them on all
 * executors.
 *
 * @param seed of the evaluation
 * @param seeds classifiers on each side
 * @param seen images that each sees in its training
 */
record AccuracyScoring(
    JavaSparkContext spark,
    JudgeConfig config,
    ComputeSetup setup,
    long seed,
    int seeds,
    long seen) {

  /** A classifier to train. */
  private record Candidate(boolean onSamples, long seed) implements Serializable {}

  /**
   * Trains and tries them.
   *
   * @param labels of the samples, on whose test images they are tried
   * @param chosen the samples to train on
   * @param drawn as many training images
   */
  AccuracyScore of(
      Collection<Integer> labels,
      JavaRDD<NumberedImages> samples,
      ChosenPositions chosen,
      RealImages real,
      ChosenPositions drawn) {
    LabelledImages generated = collect(samples, chosen);
    LabelledImages truth = collect(real.train(), drawn);
    List<float[]> classifiers = train(generated, truth);
    List<Double> accuracies = new ArrayList<>();
    for (float[] weights : classifiers) {
      try (Jury jury = new Jury(spark, config, weights, setup)) {
        accuracies.add(jury.judge(real.test()).confusion().agreement(labels).orElseThrow().value());
      }
    }
    return new AccuracyScore(
        generated.size(), accuracies.subList(0, seeds), accuracies.subList(seeds, 2 * seeds));
  }

  private LabelledImages collect(JavaRDD<NumberedImages> blocks, ChosenPositions chosen) {
    Broadcast<ChosenPositions> positions = spark.broadcast(chosen);
    try {
      return ChosenImages.collect(blocks, positions);
    } finally {
      Release.of(positions);
    }
  }

  /** First those on samples, then those on real images. */
  private List<float[]> train(LabelledImages generated, LabelledImages truth) {
    List<Candidate> candidates = new ArrayList<>();
    for (boolean onSamples : new boolean[] {true, false}) {
      AccuracyScore.seeds(seed, seeds)
          .forEach(each -> candidates.add(new Candidate(onSamples, each)));
    }
    Broadcast<LabelledImages> ofSamples = spark.broadcast(generated);
    Broadcast<LabelledImages> ofReal = spark.broadcast(truth);
    JudgeConfig shape = config;
    ComputeSetup tasks = setup;
    long images = seen;
    try {
      return spark
          .parallelize(candidates, candidates.size())
          .map(
              candidate ->
                  new ClassifierTraining(
                          shape,
                          JudgePlan.of(candidate.seed(), images),
                          tasks,
                          candidate.onSamples() ? "train on samples" : "train on real images")
                      .run(candidate.onSamples() ? ofSamples.value() : ofReal.value())
                      .weights())
          .collect();
    } finally {
      Release.of(ofSamples);
      Release.of(ofReal);
    }
  }
}
