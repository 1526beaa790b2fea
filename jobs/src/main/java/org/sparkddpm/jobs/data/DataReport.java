package org.sparkddpm.jobs.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was found in a source and what became of it: {@code took 400 JPEG, 600 PNG; 3 other files
 * left out (Thumbs.db, ...)}.
 *
 * @param taken how many images there were of each kind
 * @param leftOut the names of what was not read, folders with a slash behind; of what might have
 *     been read also what it is without, such as {@code test/ without folders of classes}
 * @param notes what else there is to say, such as what became of transparent pixels
 * @param warnings what is probably not as it was meant
 */
public record DataReport(
    SortedMap<String, Integer> taken,
    List<String> leftOut,
    List<String> notes,
    List<String> warnings) {

  /** Of data that the program has itself. */
  static final DataReport NOTHING = of(Map.of());

  private static final Pattern FOLDER = Pattern.compile("/( without .*)?$");
  private static final int NAMED = 3;

  /** Copies. */
  public DataReport {
    taken = new TreeMap<>(taken);
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  static DataReport of(Map<String, Integer> taken) {
    return new DataReport(new TreeMap<>(taken), List.of(), List.of(), List.of());
  }

  DataReport leavingOut(List<String> names) {
    return plus(new DataReport(new TreeMap<>(), names, List.of(), List.of()));
  }

  DataReport noting(String note) {
    return plus(new DataReport(new TreeMap<>(), List.of(), List.of(note), List.of()));
  }

  DataReport warning(String warning) {
    return plus(new DataReport(new TreeMap<>(), List.of(), List.of(), List.of(warning)));
  }

  /** Both together. */
  DataReport plus(DataReport other) {
    SortedMap<String, Integer> sums = new TreeMap<>(taken);
    other.taken.forEach((kind, count) -> sums.merge(kind, count, Integer::sum));
    return new DataReport(
        sums,
        joined(leftOut, other.leftOut),
        joined(notes, other.notes).stream().distinct().toList(),
        joined(warnings, other.warnings).stream().distinct().toList());
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /** All of it in one line; empty if there is nothing to say. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (!taken.isEmpty()) {
      parts.add(
          "took "
              + String.join(
                  ", ",
                  taken.entrySet().stream()
                      .map(
                          kind ->
                              String.format(Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey()))
                      .toList()));
    }
    if (!leftOut.isEmpty()) {
      parts.add(others());
    }
    parts.addAll(notes);
    parts.addAll(warnings);
    return String.join("; ", parts);
  }

  private String others() {
    boolean folders = leftOut.stream().anyMatch(FOLDER.asPredicate());
    boolean files = leftOut.stream().anyMatch(FOLDER.asPredicate().negate());
    boolean one = leftOut.size() == 1;
    String what =
        (files ? one ? "file" : "files" : "")
            + (files && folders ? " and " : "")
            + (folders ? one ? "folder" : "folders" : "");
    return String.format(
        Locale.ROOT,
        "%,d other %s left out (%s%s)",
        leftOut.size(),
        what,
        String.join(", ", leftOut.stream().sorted().limit(NAMED).toList()),
        leftOut.size() > NAMED ? ", ..." : "");
  }
}
