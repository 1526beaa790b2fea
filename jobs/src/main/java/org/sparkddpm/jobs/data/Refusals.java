package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why images of a part cannot be taken: of the first ones in the order of the images, and how many
 * there are.
 *
 * @param first what is to be said of each
 * @param count of those that were met; there may be more, if as many as are kept
 */
record Refusals(List<Seen> first, long count) implements Serializable {

  /** Of a part in which there is no fault so far. */
  static final Refusals NONE = new Refusals(List.of(), 0);

  /** So many are told; who has met as many need not look for more. */
  static final int KEPT = 10;

  /** Of a single fault. */
  static Refusals of(Seen fault) {
    return new Refusals(List.of(fault), 1);
  }

  /** Of both together. */
  Refusals plus(Refusals other) {
    return new Refusals(
        Stream.concat(first.stream(), other.first.stream())
            .sorted(BlockPlace.of(Seen::place))
            .limit(KEPT)
            .toList(),
        count + other.count);
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The first fault in full, and what the others are of. */
  String message() {
    String said = first.get(0).what();
    return count == 1
        ? said
        : String.format(
            Locale.ROOT,
            "%s and %s%,d more: %s%s",
            said,
            count < KEPT ? "" : "at least ",
            count - 1,
            first.stream().skip(1).map(Refusals::subject).collect(Collectors.joining(", ")),
            count < KEPT ? "" : ", ...");
  }

  /** A message begins with the file and the place in it. */
  private static String subject(Seen fault) {
    return fault.what().split(": ", 2)[0];
  }
}
