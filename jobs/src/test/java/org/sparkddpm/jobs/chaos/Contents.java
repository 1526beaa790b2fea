package org.sparkddpm.jobs.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.samples.SampleFile;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.jobs.storage.Tensor;

/**
 * What a finished run has come to, in parts that can be compared.
 *
 * @param parts what each of them is, large ones by their sha256
 */
record Contents(SortedMap<String, String> parts) {

  private static final int SHOWN = 8;
  private static final Pattern TABLE = Pattern.compile("label=(\\d+)/part-.*\\.parquet$");
  private static final String IDX = ".gz";
  private static final String CHECKSUM = ".crc";

  Contents {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * Of a training: all tensors of its last checkpoint, each round of its history once, and claims
   * that were left.
   */
  static Contents ofCheckpoints(Place place, String folder) throws IOException {
    SortedMap<String, String> parts = new TreeMap<>();
    StoredCheckpoint last = Jobs.newest(place.configuration(), place.in(folder));
    parts.put("images seen", Long.toString(last.imagesSeen()));
    for (Map.Entry<String, List<Tensor>> file : last.checkpoint().tensors().entrySet()) {
      for (Tensor tensor : file.getValue()) {
        put(parts, file.getKey() + " " + tensor.name(), Sha256.of(tensor.toArray()));
      }
    }
    try (FileSystem files = place.files()) {
      putHistory(parts, files, place.path(folder + "/history.csv"));
      for (FileStatus claim : files.globStatus(place.path(folder + "/_writer-*"))) {
        put(parts, claim.getPath().getName(), "left");
      }
    }
    return new Contents(parts);
  }

  /** Of each round what does not depend on the time that it took. */
  private static void putHistory(SortedMap<String, String> parts, FileSystem files, Path csv)
      throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(files.open(csv), StandardCharsets.UTF_8))) {
      List<String> names = List.of(in.readLine().split(",", -1));
      int round = names.indexOf("round");
      int seen = names.indexOf("images_seen");
      int loss = names.indexOf("loss");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] row = line.split(",", -1);
        put(parts, "round " + row[round], row[seen] + " images seen, loss " + row[loss]);
      }
    }
  }

  /**
   * Of a run of samples: all of its files by name, tables and IDX also by their bytes, and each
   * sample that the tables hold.
   */
  static Contents ofSamples(Place place, String folder) throws IOException {
    SortedMap<String, String> parts = new TreeMap<>();
    try (FileSystem files = place.files()) {
      Path root = files.makeQualified(place.path(folder));
      int above = root.toString().length() + 1;
      RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
      while (all.hasNext()) {
        Path file = all.next().getPath();
        String name = file.toString().substring(above);
        Matcher table = TABLE.matcher(name);
        boolean data = table.find();
        if (data) {
          putSamples(parts, place, file, Integer.parseInt(table.group(1)));
        }
        if (!name.endsWith(CHECKSUM)) {
          put(parts, name, data || name.endsWith(IDX) ? digest(files, file) : "there");
        }
      }
    }
    return new Contents(parts);
  }

  private static void putSamples(SortedMap<String, String> parts, Place place, Path file, int label)
      throws IOException {
    new SampleFile(place.configuration(), file)
        .read(
            label,
            Long.MAX_VALUE,
            sample ->
                put(parts, "sample " + label + ":" + sample.index(), Sha256.of(sample.pixels())));
  }

  private static String digest(FileSystem files, Path file) throws IOException {
    try (var in = files.open(file)) {
      return Sha256.of(in.readAllBytes());
    }
  }

  /** What is there twice is another than what is there once. */
  private static void put(SortedMap<String, String> parts, String name, String value) {
    parts.merge(name, value, (one, other) -> one + " and " + other);
  }

  /** How many parts have names that begin so. */
  long count(String prefix) {
    return parts.keySet().stream().filter(name -> name.startsWith(prefix)).count();
  }

  /** In words, which parts are lost, too many or others than in an undisturbed run. */
  List<String> differencesFrom(Contents undisturbed) {
    Set<String> names = new TreeSet<>(parts.keySet());
    names.addAll(undisturbed.parts.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String here = parts.get(name);
      String there = undisturbed.parts.get(name);
      if (here == null) {
        differences.add(name + " is lost");
      } else if (there == null) {
        differences.add(name + " is too much");
      } else if (!here.equals(there)) {
        differences.add(name + " is " + here + ", not " + there);
      }
    }
    int more = differences.size() - SHOWN;
    if (more > 0) {
      differences.subList(SHOWN, differences.size()).clear();
      differences.add(more + " more");
    }
    return List.copyOf(differences);
  }
}
