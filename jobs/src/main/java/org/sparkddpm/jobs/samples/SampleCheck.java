package org.sparkddpm.jobs.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a run's samples back, on the executors, file by file, so that neither a driver nor an
 * executor holds more than one file's indices: each file has its unit's indices once each, and
 * there is no other file of samples among them. So each label has each of its indices exactly once.
 */
public final class SampleCheck {

  /** Of the faults that one task finds. */
  private static final int NAMED = 3;

  private final JavaSparkContext spark;
  private final String folder;
  private final SampleUnits plan;

  /** What came of some units: the digests of their files and what is wrong with them. */
  private record Found(int[] numbers, UnitEntries entries, List<String> faults)
      implements Serializable {}

  /**
   * A check of the run in a folder.
   *
   * @param plan what the run is cut into
   */
  public SampleCheck(JavaSparkContext spark, String folder, SampleUnits plan) {
    this.spark = spark;
    this.folder = folder;
    this.plan = plan;
  }

  /**
   * Reads files of units, and the names of all files of samples.
   *
   * @param units the numbers of those to read
   * @param others files of samples that belong to the run beside its units
   * @return length and sha256 of the files that were read
   * @throws IllegalStateException naming a file that is missing, has other samples, or is no file
   *     of the run
   */
  public UnitEntries verify(BitSet units, Collection<String> others) {
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    String root = folder;
    SampleUnits all = plan;
    Set<String> beside = Set.copyOf(others);
    UnitEntries entries = new UnitEntries(plan.size());
    List<String> faults = new ArrayList<>();
    int tasks = UnitNumbers.tasks(spark.defaultParallelism());
    JavaRDD<Found> found =
        UnitNumbers.parallelize(spark, units, tasks).map(numbers -> read(conf, root, all, numbers));
    for (Found piece : found.collect()) {
      entries.putAll(piece.numbers(), piece.entries());
      faults.addAll(piece.faults());
    }
    List<Integer> labels = plan.labels();
    faults.addAll(
        spark
            .parallelize(labels, Math.min(labels.size(), tasks))
            .flatMap(label -> strangers(conf, root, all, label, beside).iterator())
            .collect());
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: %s%s; remove what is wrong and run the same command again",
              folder,
              faults.get(0),
              faults.size() > 1 ? " (and others likewise)" : ""));
    }
    return entries;
  }

  private static Found read(
      SerializableConfiguration conf, String root, SampleUnits plan, int[] numbers)
      throws IOException {
    RunFolder folder = new RunFolder(conf.value(), root);
    UnitEntries entries = new UnitEntries(numbers.length);
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      SampleUnit unit = plan.get(numbers[i]);
      try {
        Optional<String> fault = folder.file(unit).fault(unit);
        entries.put(i, folder.entry(unit.path()).orElseThrow(FileNotFoundException::new));
        fault.ifPresent(text -> add(faults, unit, text));
      } catch (FileNotFoundException e) {
        add(faults, unit, "it is missing");
      }
    }
    return new Found(numbers, entries, faults);
  }

  private static void add(List<String> faults, SampleUnit unit, String fault) {
    if (faults.size() == NAMED) {
      return;
    }
    faults.add(
        String.format(
            Locale.ROOT,
            "%s should have the indices %d to %d once each, but %s",
            unit.path(),
            unit.first(),
            unit.first() + unit.count() - 1,
            fault));
  }

  private static List<String> strangers(
      SerializableConfiguration conf, String root, SampleUnits plan, int label, Set<String> beside)
      throws IOException {
    RunFolder folder = new RunFolder(conf.value(), root);
    String place = SampleUnit.folder(label);
    List<String> found = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> files =
          folder.location().fileSystem().listStatusIterator(folder.path(place));
      while (files.hasNext()) {
        String file = files.next().getPath().getName();
        String name = place + "/" + file;
        boolean samples =
            file.endsWith(SampleUnit.SUFFIX) && !file.startsWith(".") && !file.startsWith("_");
        if (found.size() < NAMED
            && samples
            && plan.number(name).isEmpty()
            && !beside.contains(name)) {
          found.add(name + " is no file of this run, and readers would take its samples too");
        }
      }
    } catch (FileNotFoundException e) {
      // Its files are missing, which is found by reading them.
    }
    return found;
  }
}
