package org.sparkddpm.jobs.preflight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The findings of all processes; those that say the same share a line. */
final class FindingTable {

  /** Up to so many processes are named. */
  private static final int NAMED = 4;

  private final Map<Finding, List<String>> rows = new LinkedHashMap<>();

  /** Adds what was found for the job as a whole. */
  void add(Finding finding) {
    rows.computeIfAbsent(finding, key -> new ArrayList<>());
  }

  void add(Finding finding, String process) {
    rows.computeIfAbsent(finding, key -> new ArrayList<>()).add(process);
  }

  boolean has(Verdict verdict) {
    return rows.keySet().stream().anyMatch(finding -> finding.verdict() == verdict);
  }

  long count(Verdict verdict) {
    return rows.keySet().stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** The failed lines with their remedies, as one sentence each. */
  String failures() {
    List<String> lines = new ArrayList<>();
    rows.forEach(
        (finding, processes) -> {
          if (finding.verdict() == Verdict.FAIL) {
            lines.add(
                "%s: %s; %s"
                    .formatted(finding.check(), said(finding, processes), finding.remedy()));
          }
        });
    return String.join("%n".formatted(), lines);
  }

  /** One line for each finding, the checks in the order in which they were added first. */
  @Override
  public String toString() {
    Map<String, StringBuilder> checks = new LinkedHashMap<>();
    rows.forEach(
        (finding, processes) -> {
          StringBuilder text = checks.computeIfAbsent(finding.check(), key -> new StringBuilder());
          text.append(
              "%n  %-4s  %-12s %s"
                  .formatted(
                      finding.verdict().name().toLowerCase(Locale.ROOT),
                      finding.check(),
                      said(finding, processes)));
          if (!finding.remedy().isEmpty()) {
            text.append("%n        -> %s".formatted(finding.remedy()));
          }
        });
    return String.join("", checks.values());
  }

  private static String said(Finding finding, List<String> processes) {
    if (processes.isEmpty()) {
      return finding.found();
    }
    String who =
        processes.size() <= NAMED
            ? String.join(", ", processes)
            : String.format(Locale.ROOT, "%s and %d more", processes.get(0), processes.size() - 1);
    return finding.found() + " (" + who + ")";
  }
}
