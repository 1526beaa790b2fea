package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.storage.Location;

/**
 * A complete run of samples. A sample's position is the number of samples before it in the run, by
 * the order of its labels and indices.
 *
 * @param folder of the run, with scheme
 * @param names of the model's classes, as the samples' files have them
 */
record SampleSet(String folder, RunDescription description, ClassNames names) {

  private static final long MOST_OF_TASK = 20_000;

  /**
   * Finds the run that a user means.
   *
   * @param location that {@link RunLocation} looks at
   * @throws IOException if there is none, or it is not complete
   */
  static SampleSet find(Configuration conf, String location) throws IOException {
    RunFolder folder = new RunFolder(conf, RunLocation.of(Location.of(conf, location)));
    RunDescription description = folder.description();
    if (!description.sampling().labelled()) {
      throw new IOException(
          "%s has samples without classes, which cannot be judged by them; give a run of samples of classes"
              .formatted(folder.location().path()));
    }
    if (!folder.complete()) {
      throw new IOException(
          "%s is not complete; run generate-job's command again, which makes what is missing"
              .formatted(folder.location().path()));
    }
    if (!folder.manifest(description.units()).hasParquet()) {
      throw new IOException(
          "%s has no Parquet files, which samples are judged from; run generate-job's command again with --format parquet"
              .formatted(folder.location().path()));
    }
    return new SampleSet(
        folder.location().path().toString(),
        description,
        folder.file(description.units().get(0)).classNames());
  }

  /**
   * Refuses data that the samples are not of.
   *
   * @throws IllegalArgumentException naming what differs
   */
  void requireFits(DataSplits data) {
    Optional<ImageShape> shape = description.imageShape();
    if (shape.filter(of -> !of.equals(data.train().shape())).isPresent()) {
      throw new IllegalArgumentException(
          "the samples in %s are %s, but the images of --data are %s; give the data that the model was trained on"
              .formatted(folder, shape.get(), data.train().shape()));
    }
    if (names.areWords() && !names.equals(data.names())) {
      throw new IllegalArgumentException(
          "the samples in %s are of the classes %s, but --data has %s; give the data that the model was trained on"
              .formatted(
                  folder,
                  names.words(),
                  data.names().areWords() ? data.names().words() : "classes called by numbers"));
    }
  }

  /** One line for the log. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s: %s samples of each of %d classes, of %s",
        folder,
        description.sampling().even()
            ? String.format(Locale.ROOT, "%,d", description.sampling().perClass())
            : String.format(
                Locale.ROOT, "%,d to %,d", Collections.min(counts()), Collections.max(counts())),
        labels().size(),
        description.sampling().checkpoint());
  }

  /** The labels of the run, in its order. */
  List<Integer> labels() {
    return description.sampling().classes();
  }

  /** Samples of each label, in that order. */
  List<Long> counts() {
    return description.sampling().perLabel();
  }

  /** Samples of each label, by label. */
  SortedMap<Integer, Long> countByLabel() {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (int i = 0; i < labels().size(); i++) {
      counts.put(labels().get(i), counts().get(i));
    }
    return counts;
  }

  /** Samples of a label of the run. */
  long count(int label) {
    return counts().get(labels().indexOf(label));
  }

  /** Index of the first sample of a label of the run. */
  long first(int label) {
    return description.sampling().firstIndices().get(labels().indexOf(label));
  }

  long total() {
    return description.sampling().total();
  }

  /** The position of each label's first sample. */
  private Map<Integer, Long> starts() {
    Map<Integer, Long> starts = new LinkedHashMap<>();
    long start = 0;
    for (int i = 0; i < labels().size(); i++) {
      starts.put(labels().get(i), start);
      start += counts().get(i);
    }
    return starts;
  }

  /** The label of the sample at a position. */
  int label(long position) {
    return starts().entrySet().stream()
        .filter(start -> start.getValue() <= position)
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .getKey();
  }

  long index(long position) {
    return position - offsets().get(label(position));
  }

  /** What each label's indices have to be added to, to give positions. */
  private Map<Integer, Long> offsets() {
    Map<Integer, Long> offsets = starts();
    List<Long> firsts = description.sampling().firstIndices();
    for (int i = 0; i < labels().size(); i++) {
      long first = firsts.get(i);
      offsets.computeIfPresent(labels().get(i), (label, start) -> start - first);
    }
    return offsets;
  }

  /** The positions of a label's first samples, which are as random as any others. */
  long[] first(int label, long count) {
    long start = starts().get(label);
    long[] positions = new long[Math.toIntExact(count)];
    Arrays.setAll(positions, i -> start + i);
    return positions;
  }

  /**
   * The samples on the executors, in blocks of whole files.
   *
   * @param shape that they should have
   * @param classes of the data
   * @throws IllegalArgumentException if a label is none of the data's
   */
  JavaRDD<NumberedImages> blocks(
      JavaSparkContext spark, ImageShape shape, int classes, int partitions) {
    for (int label : labels()) {
      if (label >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has samples of label %d, but --data has classes 0 to %d; give the data that the model was trained on",
                folder,
                label,
                classes - 1));
      }
    }
    // Tasks that take much longer than others of their kind look as if they hung.
    long tasks = Math.max(partitions, total() / MOST_OF_TASK);
    return blocks(spark, shape, classes, groups(description.units()), tasks).setName("samples");
  }

  /**
   * Some samples on the driver, in the order of their positions; only the files that have them are
   * read.
   */
  LabelledImages images(
      JavaSparkContext spark, ImageShape shape, int classes, ChosenPositions wanted) {
    List<List<SampleUnit>> groups =
        groups(description.units()).stream().filter(group -> hasAny(group, wanted)).toList();
    Broadcast<ChosenPositions> chosen = spark.broadcast(wanted);
    try {
      return ChosenImages.collect(blocks(spark, shape, classes, groups, groups.size()), chosen);
    } finally {
      Release.of(chosen);
    }
  }

  private boolean hasAny(List<SampleUnit> group, ChosenPositions wanted) {
    long first = offsets().get(group.get(0).label()) + group.get(0).first();
    long count = group.stream().mapToLong(SampleUnit::count).sum();
    return wanted.hasAny(first, first + count);
  }

  private JavaRDD<NumberedImages> blocks(
      JavaSparkContext spark,
      ImageShape shape,
      int classes,
      List<List<SampleUnit>> groups,
      long tasks) {
    SampleReader reader =
        new SampleReader(
            folder,
            offsets(),
            shape,
            classes,
            new SerializableConfiguration(spark.hadoopConfiguration()));
    return spark
        .parallelize(groups, (int) Math.max(1, Math.min(tasks, groups.size())))
        .flatMap(reader::read);
  }

  /** Units that follow each other, so many that their samples make a block. */
  private static List<List<SampleUnit>> groups(List<SampleUnit> units) {
    List<List<SampleUnit>> groups = new ArrayList<>();
    List<SampleUnit> group = new ArrayList<>();
    long samples = 0;
    for (SampleUnit unit : units) {
      group.add(unit);
      samples += unit.count();
      if (samples >= JudgeTask.BLOCK) {
        groups.add(group);
        group = new ArrayList<>();
        samples = 0;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }
}
