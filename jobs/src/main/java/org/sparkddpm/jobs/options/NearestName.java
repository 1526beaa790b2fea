package org.sparkddpm.jobs.options;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the valid name that somebody who mistyped one most likely meant. */
final class NearestName {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();
  private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();

  private NearestName() {}

  /** The closest of the names, empty when none is close enough to be what was meant. */
  static Optional<String> of(String typed, Collection<String> names) {
    String word = kebab(typed);
    // Two neighbours swapped are two edits.
    int tolerance = Math.max(2, word.length() / 3);
    return names.stream()
        .filter(name -> DISTANCE.apply(word, name) <= tolerance || isHead(word, name))
        .min(
            Comparator.<String>comparingInt(name -> DISTANCE.apply(word, name))
                // Counts neighbours swapped as less than two letters mistaken.
                .thenComparing(name -> -SIMILARITY.apply(word, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A sentence that offers the nearest name, or all of the names when none is near. */
  static String suggestion(String typed, Collection<String> names) {
    return of(typed, names)
        .map(name -> "did you mean '" + name + "'?")
        .orElseGet(() -> "use one of " + String.join(", ", names));
  }

  /** The word in kebab-case, whatever case it is in: {@code ema-half-life}. */
  static String kebab(String word) {
    boolean shouting = word.equals(word.toUpperCase(Locale.ROOT));
    String plain = shouting ? word.toLowerCase(Locale.ROOT) : word;
    return new KebabCaseStrategy().translate(plain.strip()).replace('_', '-');
  }

  private static boolean isHead(String word, String name) {
    return word.length() >= 3 && name.startsWith(word);
  }
}
