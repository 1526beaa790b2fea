package org.sparkddpm.jobs.generate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * The numbers of samples that {@code --counts} gives: as pairs of class and number, or by the file
 * that has them.
 *
 * @param pairs in the order in which they are given; none if they stand in a file
 * @param file path or URI
 */
public record GivenCounts(List<Pair> pairs, Optional<String> file) {

  static final String FLAG = "--counts";
  static final String REMEDY =
      "give pairs such as 3:5000,7:200, or the path of a file of lines such as 3,5000";

  private static final Pattern PAIR = Pattern.compile("(.+):\\s*(\\d{1,18})");

  /**
   * A class and its number of samples.
   *
   * @param name name or number of the class
   * @param count at least 0
   * @param place where it is given, for messages
   */
  record Pair(String name, long count, String place) {}

  /** Copies. */
  public GivenCounts {
    pairs = List.copyOf(pairs);
  }

  /**
   * Reads pairs between commas, or a path.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static GivenCounts parse(String text) {
    List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    String only = parts.get(0);
    if (parts.size() == 1
        && !only.isEmpty()
        && !PAIR.matcher(only).matches()
        && (only.contains("/") || !only.contains(":"))) {
      return new GivenCounts(List.of(), Optional.of(only));
    }
    return new GivenCounts(parts.stream().map(GivenCounts::pair).toList(), Optional.empty());
  }

  private static Pair pair(String part) {
    Matcher pair = PAIR.matcher(part);
    if (!pair.matches()) {
      throw new IllegalArgumentException(
          "'" + part + "' is no class with its number of images; " + REMEDY);
    }
    return new Pair(pair.group(1).strip(), Long.parseLong(pair.group(2)), FLAG);
  }

  /**
   * What a run makes of each class.
   *
   * @throws IllegalArgumentException if the model has no such class, one is given twice, or nothing
   *     is to be made; naming value and place
   * @throws IOException if the file cannot be read
   */
  ClassCounts of(KnownClasses known, Configuration conf) throws IOException {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    Map<Integer, Pair> before = new HashMap<>();
    for (Pair pair : file.isPresent() ? read(conf, file.get()) : pairs) {
      int label = known.label(pair.name(), pair.place());
      Pair twice = before.put(label, pair);
      if (twice != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s gives a number for class '%s', and %s one for '%s', which is the same class;"
                    + " leave one out",
                twice.place(),
                twice.name(),
                pair.place(),
                pair.name()));
      }
      counts.put(label, pair.count());
    }
    ClassCounts wanted = ClassCounts.of(counts);
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          FLAG + " asks for no image of any class; give at least one class 1 or more");
    }
    return wanted;
  }

  private static List<Pair> read(Configuration conf, String file) throws IOException {
    try {
      return CountsFile.read(conf, file);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "%s names the file %s, which does not exist; %s".formatted(FLAG, file, REMEDY));
    }
  }
}
