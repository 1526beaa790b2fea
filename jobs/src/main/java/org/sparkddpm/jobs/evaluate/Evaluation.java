package org.sparkddpm.jobs.evaluate;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.DensityCoverage;
import org.sparkddpm.jobs.measures.FeatureStatistics;
import org.sparkddpm.jobs.measures.FrechetDistance;
import org.sparkddpm.jobs.measures.NearestImages;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.measures.ThumbnailShape;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.progress.TaskProgress;

/** Measures a set of samples: the judge and the pixels on the executors, sums on the driver. */
final class Evaluation {

  private final JavaSparkContext spark;
  private final Settings settings;
  private final RealImages real;
  private final SampleSet samples;
  private final StoredJudge judge;
  private final ComputeSetup setup;
  private final int partitions;
  private final JavaRDD<NumberedImages> sampled;
  private final ComparedCounts compared;

  /**
   * An evaluation.
   *
   * @param partitions of each set
   * @throws IllegalArgumentException if the samples are none of the data's classes, or too few
   */
  Evaluation(
      JavaSparkContext spark,
      Settings settings,
      RealImages real,
      SampleSet samples,
      StoredJudge judge,
      ComputeSetup setup,
      int partitions) {
    this.spark = spark;
    this.settings = settings;
    this.real = real;
    this.samples = samples;
    this.judge = judge;
    this.setup = setup;
    this.partitions = partitions;
    this.sampled = samples.blocks(spark, real.shape(), real.classes(), partitions);
    this.compared =
        ComparedCounts.of(
            samples, real.trainCounts(), real.testCounts(), settings.get(EvaluateOptions.COMPARE));
  }

  /**
   * Measures all.
   *
   * @throws UnfitJudgeException before the samples are looked at, if the judge is wrong too often
   */
  Figures run(Jury jury) {
    long seed = settings.get(EvaluateOptions.SEED);
    SortedMap<Integer, Long> counts = compared.ofLabel();
    ChosenPositions ofTest =
        during(
            "choose images",
            () ->
                ChosenPositions.draw(
                    real.test(), seed, ChosenPositions.Draw.COMPARED_TEST, counts));
    ChosenPositions ofTrain =
        during(
            "choose images",
            () ->
                ChosenPositions.draw(
                    real.train(), seed, ChosenPositions.Draw.COMPARED_TRAIN, counts));
    JudgedBlock test = during("judge test images", () -> jury.judge(real.test(), ofTest));
    requireFit(test);
    JudgedBlock judged =
        during("judge samples", () -> jury.judge(sampled, ChosenPositions.of(samples, counts)));
    ComparedImages train =
        during("judge training images", () -> jury.compared(real.train(), ofTrain));
    Measured[] neighbours =
        during("density and coverage", () -> neighbours(train, judged.compared(), test.compared()));
    return new Figures(
        samples,
        real.data().names(),
        judged,
        test,
        compared,
        frechet(train, judged.compared(), test.compared()),
        neighbours[0],
        neighbours[1],
        during("nearest images", () -> pixels(judged.compared(), test.compared())),
        during("exact copies", () -> ExactCopies.of(sampled, real, partitions)),
        accuracyScore(seed));
  }

  private <T> T during(String phase, Supplier<T> work) {
    spark.setJobDescription(phase);
    return TaskProgress.during(spark, phase, work::get);
  }

  private void requireFit(JudgedBlock test) {
    Share accuracy = test.confusion().agreement().orElseThrow();
    double least = settings.get(EvaluateOptions.MIN_JUDGE_ACCURACY);
    if (accuracy.value() < least) {
      throw new UnfitJudgeException(
          "the judge in " + settings.get(EvaluateOptions.JUDGE), accuracy, least);
    }
  }

  private Measured frechet(ComparedImages train, ComparedImages sampled, ComparedImages test) {
    FeatureStatistics reference = statistics(train);
    return new Measured(
        FrechetDistance.between(statistics(sampled), reference),
        FrechetDistance.between(statistics(test), reference));
  }

  private FeatureStatistics statistics(ComparedImages images) {
    return FeatureStatistics.of(images.features(), judge.config().features());
  }

  /** Density and coverage. */
  private Measured[] neighbours(ComparedImages train, ComparedImages sampled, ComparedImages test) {
    FeatureNeighbours neighbours =
        new FeatureNeighbours(spark, setup, judge.config().features(), partitions);
    float[] radii = neighbours.radii(train.features());
    DensityCoverage ofSamples = neighbours.of(sampled.features(), train.features(), radii);
    DensityCoverage ofTest = neighbours.of(test.features(), train.features(), radii);
    int count = train.size();
    return new Measured[] {
      new Measured(
          ofSamples.density(FeatureNeighbours.K, count),
          ofTest.density(FeatureNeighbours.K, count)),
      new Measured(ofSamples.coverage(count).value(), ofTest.coverage(count).value())
    };
  }

  private PixelFigures pixels(ComparedImages sampled, ComparedImages test) {
    PixelNeighbours neighbours =
        new PixelNeighbours(spark, setup, ThumbnailShape.of(real.shape()), partitions);
    int count = sampled.size();
    byte[] both =
        Arrays.copyOf(sampled.thumbnails(), sampled.thumbnails().length + test.thumbnails().length);
    System.arraycopy(
        test.thumbnails(), 0, both, sampled.thumbnails().length, test.thumbnails().length);
    NearestImages nearest = neighbours.among(real.train(), both);
    return PixelFigures.of(
        sampled.positions(),
        samples::label,
        nearest.part(0, count),
        nearest.part(count, count + test.size()),
        neighbours.within(sampled.thumbnails()),
        neighbours.within(test.thumbnails()));
  }

  private Optional<AccuracyScore> accuracyScore(long seed) {
    int seeds = settings.get(EvaluateOptions.CAS_SEEDS);
    if (seeds == 0) {
      return Optional.empty();
    }
    SortedMap<Integer, Long> counts =
        ComparedCounts.limited(common(), settings.get(EvaluateOptions.CAS_IMAGES));
    spark.setJobDescription("classification accuracy score");
    return Optional.of(
        new AccuracyScoring(
                spark,
                judge.config(),
                setup,
                seed,
                seeds,
                settings.get(EvaluateOptions.JUDGE_IMAGES))
            .of(
                counts.keySet(),
                sampled,
                ChosenPositions.of(samples, counts),
                real,
                ChosenPositions.draw(
                    real.train(), seed, ChosenPositions.Draw.CLASSIFIERS, counts)));
  }

  /** As many of each class as there are samples and training images. */
  private SortedMap<Integer, Long> common() {
    long[] train = real.trainCounts();
    SortedMap<Integer, Long> common = new TreeMap<>();
    samples
        .labels()
        .forEach(label -> common.put(label, Math.min(samples.count(label), train[label])));
    return common;
  }
}
