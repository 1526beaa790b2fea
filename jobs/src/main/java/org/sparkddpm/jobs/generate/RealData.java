package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.storage.Sha256;

/**
 * The images of the data set that a run is to top up: all but those to test on. They lie on the
 * executors.
 *
 * @param images all of them
 * @param names what the data call their classes
 * @param origin where they come from, for messages
 */
record RealData(DistributedImages images, ClassNames names, String origin) {

  private static final int NAMED = 10;

  /**
   * Reads it, if the settings ask for it.
   *
   * @throws IOException if the data cannot be reached
   */
  static Optional<RealData> of(SparkSession spark, Settings settings) throws IOException {
    if (settings.get(GenerateOptions.COUNT.augmentTo()).isEmpty()) {
      return Optional.empty();
    }
    DataSplits splits = GenerateOptions.DATA.load(spark, settings, 0);
    return Optional.of(new RealData(splits.withHeldOut(), splits.names(), splits.origin()));
  }

  ImageShape shape() {
    return images.shape();
  }

  /**
   * Refuses images of another size or other channels than the model's.
   *
   * @throws IllegalArgumentException naming both
   */
  static void requireShape(ImageShape data, ImageShape model) {
    if (!data.equals(model)) {
      throw new IllegalArgumentException(
          "--data has images of %s, but the model was trained on %s; give its own data"
              .formatted(data, model));
    }
  }

  /** How many images each class of a model has, by the model's labels, also of those without. */
  SortedMap<Integer, Long> counts(KnownClasses known) {
    int[] labels = labels(known);
    long[] counts = images.classCounts();
    SortedMap<Integer, Long> found = new TreeMap<>();
    for (int label = 0; label < counts.length; label++) {
      found.put(labels[label], counts[label]);
    }
    return found;
  }

  /**
   * Tells these images, in their order, with the model's numbers for their classes, from others.
   *
   * @throws IOException if the executors cannot read them
   */
  String digest(KnownClasses known) throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(images.inOrder(labels(known)).toString().getBytes(StandardCharsets.UTF_8));
    return Sha256.hex(digest);
  }

  /**
   * The images of one label after the other, in the order of the data.
   *
   * @throws IOException if the executors cannot read them
   */
  Iterator<RealImage> byLabel(KnownClasses known) throws IOException {
    int[] labels = labels(known);
    Iterator<NumberedImages> all = images.byLabel(labels);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public RealImage next() {
        NumberedImages one = all.next();
        return new RealImage(
            one.images().image(0),
            one.images().shape(),
            labels[one.images().label(0)],
            one.first(),
            String.format(Locale.ROOT, "%s[%d]", origin, one.first()));
      }
    };
  }

  /**
   * The model's label of each of the data's.
   *
   * @throws IllegalArgumentException if the model's classes are others
   */
  private int[] labels(KnownClasses known) {
    boolean words = names.areWords();
    boolean same =
        words == known.names().areWords()
            && (words
                ? new TreeSet<>(names.words()).equals(new TreeSet<>(known.names().words()))
                : images.classes() == known.count());
    if (!same) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--data %s has the %d classes %s, but those of the model are the %d %s; give the data"
                  + " that it was trained on, or a checkpoint of these classes",
              origin,
              images.classes(),
              said(names, images.classes()),
              known.count(),
              said(known.names(), known.count())));
    }
    return IntStream.range(0, images.classes())
        .map(label -> words ? known.named(names.of(label)).orElseThrow() : label)
        .toArray();
  }

  private static String said(ClassNames names, int classes) {
    List<String> first = IntStream.range(0, Math.min(NAMED, classes)).mapToObj(names::of).toList();
    return first + (classes > NAMED ? " and " + (classes - NAMED) + " more" : "");
  }
}
