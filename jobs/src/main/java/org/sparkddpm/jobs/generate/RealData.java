package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
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
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.storage.Sha256;

/**
 * The training part of the data set that a run is to top up.
 *
 * @param images all of them
 * @param names what the data call their classes
 * @param origin where they come from, for messages
 */
record RealData(LabelledImages images, ClassNames names, String origin) {

  private static final int NAMED = 10;

  /**
   * Reads it, if the settings ask for it.
   *
   * @throws IOException if the data cannot be reached
   */
  static Optional<RealData> of(SparkSession spark, Settings settings) throws IOException {
    if (settings.get(GenerateOptions.AUGMENT_TO).isEmpty()) {
      return Optional.empty();
    }
    DataSplits splits = GenerateOptions.DATA.load(spark, settings);
    return Optional.of(new RealData(splits.train(), splits.names(), splits.origin()));
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
    int[] counts = images.classCounts();
    SortedMap<Integer, Long> found = new TreeMap<>();
    for (int label = 0; label < counts.length; label++) {
      found.put(labels[label], (long) counts[label]);
    }
    return found;
  }

  /** The sha256 over all labels, by the model's numbers, and pixels. */
  String sha256(KnownClasses known) {
    MessageDigest digest = Sha256.digest();
    int[] labels = labels(known);
    byte[] image = new byte[images.imageSize()];
    for (int i = 0; i < images.size(); i++) {
      int label = labels[images.label(i)];
      digest.update((byte) (label >> 8));
      digest.update((byte) label);
      images.copyImage(i, image, 0);
      digest.update(image);
    }
    return Sha256.hex(digest);
  }

  /** The images of one label after the other, in the order of the data. */
  Iterator<RealImage> byLabel(KnownClasses known) {
    int[] labels = labels(known);
    return Arrays.stream(order())
        .mapToObj(
            i ->
                new RealImage(
                    images.image(i),
                    images.shape(),
                    labels[images.label(i)],
                    String.format(Locale.ROOT, "%s[%d]", origin, i)))
        .iterator();
  }

  /** The numbers of the images, those of a label one after the other. */
  private int[] order() {
    int[] counts = images.classCounts();
    int[] next = new int[counts.length];
    for (int label = 1; label < counts.length; label++) {
      next[label] = next[label - 1] + counts[label - 1];
    }
    int[] order = new int[images.size()];
    for (int i = 0; i < order.length; i++) {
      order[next[images.label(i)]++] = i;
    }
    return order;
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
