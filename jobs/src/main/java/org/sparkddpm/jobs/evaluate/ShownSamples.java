package org.sparkddpm.jobs.evaluate;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.report.ImageBudget;
import org.sparkddpm.judge.Judgement;

/**
 * The samples that a report shows, so few that the driver has their pixels: the first ones of each
 * label, those that the judge is least sure about, and those nearest to training images.
 *
 * @param shape of all images
 * @param samples by position
 * @param training the training images that some of them are nearest to, by position
 * @param firstPositions of the first ones of each label that is shown
 */
record ShownSamples(
    ImageShape shape,
    Map<Long, Shown> samples,
    Map<Long, Training> training,
    SortedMap<Integer, long[]> firstPositions) {

  private static final int PER_CLASS = 40;
  private static final int MOST_CLASSES = 100;

  /** Images of a page that are not first ones. */
  private static final int OTHERS = 100;

  /**
   * A sample.
   *
   * @param predicted what the judge takes it for
   * @param confidence the probability of that
   */
  record Shown(long position, int label, byte[] pixels, int predicted, float confidence) {}

  /** A training image. */
  record Training(int label, byte[] pixels) {}

  /** Brings them to the driver, and has them judged. */
  static ShownSamples of(JavaSparkContext spark, Figures figures, RealImages real, Jury jury) {
    SampleSet set = figures.samples();
    SortedMap<Integer, long[]> first = first(set, real.shape());
    List<NearestPair> pairs = figures.nearest().closest();
    long[] wanted =
        Stream.of(
                first.values().stream().flatMapToLong(Arrays::stream),
                figures.ofSamples().doubtful().stream().mapToLong(JudgedBlock.Doubtful::position),
                pairs.stream().mapToLong(NearestPair::sample))
            .flatMapToLong(positions -> positions)
            .distinct()
            .sorted()
            .toArray();
    LabelledImages images =
        set.images(spark, real.shape(), real.classes(), new ChosenPositions(wanted));
    Judgement judgement = jury.judgement(images);
    Map<Long, Shown> samples = new TreeMap<>();
    for (int i = 0; i < wanted.length; i++) {
      samples.put(
          wanted[i],
          new Shown(
              wanted[i],
              images.label(i),
              images.image(i),
              judgement.labels()[i],
              judgement.confidences()[i]));
    }
    return new ShownSamples(real.shape(), samples, training(spark, real, pairs), first);
  }

  private static SortedMap<Integer, long[]> first(SampleSet set, ImageShape shape) {
    int images = ImageBudget.of(shape) - OTHERS;
    List<Integer> labels = set.labels().stream().limit(Math.min(MOST_CLASSES, images)).toList();
    int perClass = ImageBudget.perClass(labels.size(), images, PER_CLASS);
    SortedMap<Integer, long[]> first = new TreeMap<>();
    labels.forEach(
        label -> first.put(label, set.first(label, Math.min(perClass, set.count(label)))));
    return first;
  }

  private static Map<Long, Training> training(
      JavaSparkContext spark, RealImages real, Collection<NearestPair> pairs) {
    long[] positions =
        pairs.stream().mapToLong(NearestPair::training).distinct().sorted().toArray();
    Broadcast<ChosenPositions> chosen = spark.broadcast(new ChosenPositions(positions));
    try {
      LabelledImages images = ChosenImages.collect(real.train(), chosen);
      Map<Long, Training> training = new TreeMap<>();
      for (int i = 0; i < positions.length; i++) {
        training.put(positions[i], new Training(images.label(i), images.image(i)));
      }
      return training;
    } finally {
      Release.of(chosen);
    }
  }

  /** A sample that is shown. */
  Shown at(long position) {
    return samples.get(position);
  }

  /** The first ones of a label. */
  List<Shown> first(int label) {
    return LongStream.of(firstPositions.get(label)).mapToObj(samples::get).toList();
  }
}
