package org.sparkddpm.jobs.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid name that somebody who mistyped one most likely meant. */
final class NearestName {
  private NearestName() {}

  /** The closest of the names, empty when none is close enough to be what was meant. */
  static Optional<String> of(String typed, Collection<String> names) {
    String word = kebab(typed);
    int tolerance = Math.max(2, word.length() / 3);
    return names.stream()
        .filter(name -> distance(word, name) <= tolerance || isHead(word, name))
        .min(
            Comparator.<String>comparingInt(name -> distance(word, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A sentence that offers the nearest name, or all of the names when none is near. */
  static String suggestion(String typed, Collection<String> names) {
    return of(typed, names)
        .map(name -> "did you mean '" + name + "'?")
        .orElseGet(() -> "use one of " + String.join(", ", names));
  }

  private static boolean isHead(String word, String name) {
    return word.length() >= 3 && name.startsWith(word);
  }

  private static String kebab(String typed) {
    return typed
        .strip()
        .replaceAll("([a-z])([A-Z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }

  /** Edits between two words: insert, delete, replace a letter, or swap two neighbours. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : edit(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int edit(int[][] edits, String a, String b, int i, int j) {
    char last = a.charAt(i - 1);
    int replaced = edits[i - 1][j - 1] + (last == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && last == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
