package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.jobs.cluster.Release;
import scala.Tuple2;

/**
 * Labelled images that lie on the executors; the driver knows how many there are. They are numbered
 * from 0 on by where they stand in their source, whoever has read them.
 */
public final class DistributedImages {

  private static final long BYTES_AT_A_TIME = 32L << 20;
  private static final int MOST_PARTS = 1000;

  /** Labels are below 2^16, and so much of a long is left of the numbers of images. */
  private static final int NUMBER_LEADING_BITS = 17;

  private final ReadPart part;
  private final Selection selection;
  private final ImageShape shape;
  private final long[] classCounts;
  private final SortedMap<BlockPlace, Long> firsts;
  private final long size;

  /**
   * Spreads images that the driver has.
   *
   * @param source what they are, for messages
   */
  public static DistributedImages of(JavaSparkContext spark, LabelledImages images, String source) {
    try {
      ReadPart part = ReadPart.of(new SparkSession(spark.sc()), new ImagesInMemory(images, source));
      Map<String, Integer> labels = part.labels().labels();
      return of(part, new Selection(labels, images.classes(), false, null, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Counts what the selection takes.
   *
   * @throws IOException if the executors cannot read it
   */
  static DistributedImages of(ReadPart part, Selection selection) throws IOException {
    return new DistributedImages(
        part,
        selection,
        selection.holdOut() == null
            ? SetCounts.of(part.facts(), selection.labels())
            : ReadPart.run(
                part.blocks(),
                "count " + part.part().source(),
                part.part().source(),
                () ->
                    part.blocks()
                        .aggregate(
                            new SetCounts(),
                            (counts, block) -> counts.add(block, selection),
                            SetCounts::add)));
  }

  private DistributedImages(ReadPart part, Selection selection, SetCounts counts) {
    this.part = part;
    this.selection = selection;
    this.shape = part.shape();
    this.classCounts = counts.ofClasses(selection.classes());
    this.firsts = counts.firsts();
    this.size = LongStream.of(classCounts).sum();
  }

  /** The images of the same part, with those that the selection leaves out. */
  DistributedImages whole() throws IOException {
    return of(part, selection.whole());
  }

  /** Number of images. */
  public long size() {
    return size;
  }

  /** Size and channels of every image. */
  public ImageShape shape() {
    return shape;
  }

  /** Number of classes; not every class need have an image. */
  public int classes() {
    return classCounts.length;
  }

  /** How many images each class has; index = label. */
  public long[] classCounts() {
    return classCounts.clone();
  }

  /**
   * The images, in parts that may come in any order. Each part is read from the executor's disk,
   * or, once {@link #release} was called or an executor is lost, from the source again.
   */
  public JavaRDD<NumberedImages> images() {
    SortedMap<BlockPlace, Long> starts = firsts;
    Selection chosen = selection;
    String source = part.part().source();
    return part.blocks()
        .map(block -> numbered(block, starts, chosen, source))
        .filter(numbered -> numbered.images().size() > 0);
  }

  /** What is read again, since it was forgotten or lost, must be what was counted. */
  private static NumberedImages numbered(
      ImageBlock block, Map<BlockPlace, Long> starts, Selection chosen, String source) {
    BlockFacts facts = block.facts();
    Long start = starts.get(facts.place());
    if (start == null
        || facts.isRefused()
        || !chosen.labels().keySet().containsAll(block.texts())) {
      throw new IllegalStateException(
          "%s changed since it was counted, at %s; run again when nothing writes to it"
              .formatted(source, facts.place()));
    }
    return new NumberedImages(start, chosen.of(block));
  }

  /**
   * The first image.
   *
   * @throws IOException if the executors cannot read it
   */
  public LabelledImages first() throws IOException {
    return ReadPart.collected(
            images()
                .filter(numbered -> numbered.first() == 0)
                .map(numbered -> numbered.images().subset(0, 1)),
            "first of " + part.part().source(),
            part.part().source())
        .get(0);
  }

  /**
   * All images on the driver, in their order: for sets that are small.
   *
   * @throws IOException if the executors cannot read them
   */
  public LabelledImages collect() throws IOException {
    LabelledImagesBuilder all = new LabelledImagesBuilder();
    ReadPart.collected(images(), "collect " + part.part().source(), part.part().source()).stream()
        .sorted(Comparator.comparingLong(NumberedImages::first))
        .map(NumberedImages::images)
        .forEach(
            images -> {
              for (int i = 0; i < images.size(); i++) {
                all.add(images.image(i), shape, images.label(i), part.part().source());
              }
            });
    return all.build(part.part().source()).withClasses(classes());
  }

  /**
   * The first images of each class that has any, by label.
   *
   * @param count of one class at most
   * @param most classes that are looked at
   * @throws IOException if the executors cannot read them
   */
  public SortedMap<Integer, LabelledImages> firstOfEachClass(int count, int most)
      throws IOException {
    Set<Integer> labels =
        IntStream.range(0, classes())
            .filter(label -> classCounts[label] > 0)
            .limit(most)
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    SortedMap<Integer, LabelledImages> first = new TreeMap<>();
    ReadPart.collected(
            images()
                .flatMapToPair(numbered -> FirstImages.of(numbered, count, labels))
                .reduceByKey((some, more) -> some.plus(more, count))
                .map(pair -> pair),
            "first of each class of " + part.part().source(),
            part.part().source())
        .forEach(pair -> first.put(pair._1(), pair._2().images()));
    return first;
  }

  /**
   * How many images are equal to another one, which itself is not counted, whatever their classes.
   *
   * @throws IOException if the executors cannot read them
   */
  public long doubled() throws IOException {
    return ReadPart.collected(
            images()
                .flatMapToPair(numbered -> Fingerprint.each(numbered.images()))
                .reduceByKey(Long::sum)
                .mapPartitions(
                    counts -> {
                      long more = 0;
                      while (counts.hasNext()) {
                        more += counts.next()._2() - 1;
                      }
                      return List.of(more).iterator();
                    }),
            "doubled in " + part.part().source(),
            part.part().source())
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /**
   * Tells these images in their order from others.
   *
   * @param labels to tell them with, by the labels that they have
   * @throws IOException if the executors cannot read them
   */
  public Fingerprint inOrder(int[] labels) throws IOException {
    return ReadPart.collected(
            images().map(numbered -> Fingerprint.inOrder(numbered, labels)),
            "order of " + part.part().source(),
            part.part().source())
        .stream()
        .reduce(Fingerprint.NONE, Fingerprint::plus);
  }

  /**
   * The images one by one, those of a label one after the other, in their order. A part of them at
   * a time is on the driver.
   *
   * @param labels that they are ordered by, by the labels that they have
   */
  public Iterator<NumberedImages> byLabel(int[] labels) {
    long parts = Math.max(1, size * shape.size() / BYTES_AT_A_TIME);
    return images()
        .flatMap(NumberedImages::each)
        .mapToPair(one -> new Tuple2<>(place(labels[one.images().label(0)], one.first()), one))
        .sortByKey(true, (int) Math.min(parts, MOST_PARTS))
        .values()
        .toLocalIterator();
  }

  private static Long place(int label, long number) {
    return ((long) label << (Long.SIZE - NUMBER_LEADING_BITS)) | number;
  }

  /** Lets the executors forget what they have read; {@link #images} still gives it. */
  public void release() {
    Release.of(part.blocks());
  }

  @Override
  public String toString() {
    return size
        + " images of "
        + shape
        + " in "
        + classes()
        + " classes "
        + Arrays.toString(classCounts);
  }
}
