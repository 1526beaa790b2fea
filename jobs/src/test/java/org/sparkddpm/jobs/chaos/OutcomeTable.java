package org.sparkddpm.jobs.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What came of all cases, as a table in Markdown with a row for each fault. */
final class OutcomeTable {

  private static final String HEAD =
      """
      | fault | times | survived | of these by the same command again | worst recovery |
      |---|---|---|---|---|
      """;

  private final Map<Fault, List<Outcome>> outcomes = new EnumMap<>(Fault.class);

  /** A table with a row for each of the faults, whether it was had or not. */
  OutcomeTable(List<Fault> faults, List<Outcome> all) {
    for (Fault fault : faults) {
      outcomes.put(fault, all.stream().filter(each -> each.draw().fault() == fault).toList());
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEAD);
    outcomes.forEach((fault, cases) -> text.append(row(fault, cases)));
    return text.toString();
  }

  private static String row(Fault fault, List<Outcome> cases) {
    Optional<Outcome> skipped =
        cases.stream().filter(each -> each.verdict() == Outcome.Verdict.SKIPPED).findFirst();
    if (skipped.isPresent()) {
      return "| %s | 0 | skipped: %s | | |%n".formatted(fault.title(), skipped.get().reason());
    }
    Predicate<Outcome> survived = each -> each.verdict() == Outcome.Verdict.SURVIVED;
    List<Outcome> well = cases.stream().filter(survived).toList();
    Optional<Duration> worst =
        well.stream().flatMap(each -> each.recovery().stream()).max(Duration::compareTo);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %s |%n",
        fault.title(),
        cases.size(),
        well.size(),
        well.stream().filter(Outcome::again).count(),
        worst.map(Outcome::seconds).orElse("-"));
  }
}
