package org.sparkddpm.jobs.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param verdict whether all was as promised
 * @param notes what happened in it
 * @param starts how many times the command was given
 * @param recovery from the end of the fault to the next step of the job
 * @param whole how long all of the case took
 * @param reason why it was skipped or has failed; otherwise empty
 */
record Outcome(
    Draw draw,
    Verdict verdict,
    String notes,
    int starts,
    Optional<Duration> recovery,
    Duration whole,
    String reason) {

  /** Whether all was as promised. */
  enum Verdict {
    SURVIVED,
    SKIPPED,
    FAILED
  }

  static Outcome survived(Draw draw, Trial trial, Duration whole) {
    return new Outcome(
        draw, Verdict.SURVIVED, trial.notes(), trial.starts(), trial.recovery(), whole, "");
  }

  static Outcome failed(Draw draw, Trial trial, Duration whole, String reason) {
    return new Outcome(
        draw, Verdict.FAILED, trial.notes(), trial.starts(), Optional.empty(), whole, reason);
  }

  static Outcome skipped(Draw draw, String reason) {
    return new Outcome(draw, Verdict.SKIPPED, "", 0, Optional.empty(), Duration.ZERO, reason);
  }

  /** Whether the same command had to be given again. */
  boolean again() {
    return starts > 1;
  }

  /** In one line. */
  String line() {
    String what =
        switch (verdict) {
          case SURVIVED ->
              "survived"
                  + (again() ? ", command given again" : "")
                  + recovery.map(time -> ", next step after " + seconds(time)).orElse("");
          case SKIPPED -> "skipped: " + reason;
          case FAILED -> "FAILED: " + reason;
        };
    return String.format(
        Locale.ROOT,
        "%4d %s: %s on %s%s: %s; %s in all",
        draw.number(),
        draw.fault(),
        draw.work(),
        draw.medium(),
        notes.isEmpty() ? "" : ", " + notes,
        what,
        seconds(whole));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }
}
