package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table at the end of a run, and the line of a case. */
class OutcomeTableTest {

  private static final List<Fault> FAULTS =
      List.of(Fault.EXECUTOR_KILLED, Fault.READERS, Fault.DISK_FULL);

  @Test
  void eachFaultHasItsRow() {
    List<Outcome> outcomes =
        List.of(
            outcome(Fault.EXECUTOR_KILLED, Outcome.Verdict.SURVIVED, 1, 2500, ""),
            outcome(Fault.EXECUTOR_KILLED, Outcome.Verdict.SURVIVED, 2, 12_340, ""),
            outcome(Fault.EXECUTOR_KILLED, Outcome.Verdict.FAILED, 1, 99_000, "see failure.txt"),
            outcome(Fault.DISK_FULL, Outcome.Verdict.SKIPPED, 0, 0, "nothing may be mounted"));
    assertThat(new OutcomeTable(FAULTS, outcomes).toString())
        .isEqualTo(
            """
            | fault | times | survived | of these by the same command again | worst recovery |
            |---|---|---|---|---|
            | executor killed (`kill -9`) | 3 | 2 | 1 | 12.3 s |
            | readers beside the writer | 0 | 0 | 0 | - |
            | local disk full for 1 to 40 s | 0 | skipped: nothing may be mounted | | |
            """);
  }

  @Test
  void aCaseIsALine() {
    assertThat(outcome(Fault.READERS, Outcome.Verdict.SURVIVED, 2, 1500, "").line())
        .isEqualTo(
            "   5 readers: training on hdfs, at noon: survived, command given again, next step"
                + " after 1.5 s; 60.0 s in all");
    assertThat(outcome(Fault.READERS, Outcome.Verdict.FAILED, 1, 0, "see failure.txt").line())
        .isEqualTo(
            "   5 readers: training on hdfs, at noon: FAILED: see failure.txt; 60.0 s in all");
  }

  private static Outcome outcome(
      Fault fault, Outcome.Verdict verdict, int starts, long recovery, String reason) {
    return new Outcome(
        new Draw(1, 5, fault, Work.TRAINING, Medium.HDFS),
        verdict,
        "at noon",
        starts,
        Optional.of(Duration.ofMillis(recovery)),
        Duration.ofMinutes(1),
        reason);
  }
}
