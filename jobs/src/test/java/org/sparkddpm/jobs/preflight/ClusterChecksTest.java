package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the driver checks of the executors, and how the table shows it. */
class ClusterChecksTest {

  @Test
  void clocksMayDifferByAsMuchAsTheAnswerTook() {
    assertThat(ClockCheck.of(1_000_000, 1_000_500, 1_001_000).verdict()).isEqualTo(Verdict.OK);
    assertThat(ClockCheck.of(1_000_000, 1_005_500, 1_001_000).verdict()).isEqualTo(Verdict.OK);
    Finding behind = ClockCheck.of(1_000_000, 990_000, 1_001_000);
    assertThat(behind.verdict()).isEqualTo(Verdict.WARN);
    assertThat(behind.found()).isEqualTo("at least 10 s behind the driver's");
    Finding ahead = ClockCheck.of(1_000_000, 2_001_000, 1_001_000);
    assertThat(ahead.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(ahead.found()).startsWith("at least 1000 s ahead of the driver's");
  }

  @Test
  void fewerSlotsThanWorkersAreWarnedOf() {
    assertThat(SlotsCheck.of(2, 2, 0)).isEqualTo(Finding.ok("executors", "2 with 2 task slots"));
    assertThat(SlotsCheck.of(0, 8, 2).verdict()).isEqualTo(Verdict.OK);
    Finding fewer = SlotsCheck.of(1, 2, 4);
    assertThat(fewer.verdict()).isEqualTo(Verdict.WARN);
    assertThat(fewer.remedy()).startsWith("lower --workers to 2");
    assertThat(SlotsCheck.none(new IllegalStateException("no executor has come")).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void processesThatSayTheSameShareALine() {
    FindingTable table = new FindingTable();
    for (int executor = 0; executor < 6; executor++) {
      table.add(Finding.ok("java", "Java 17"), "executor " + executor);
      table.add(
          executor == 5
              ? Finding.fail("disk", "3 MB free", "free some")
              : Finding.ok("disk", "room"),
          "executor " + executor);
    }
    table.add(Finding.warn("executors", "6", "take more"));

    assertThat(table.toString().lines())
        .containsExactly(
            "",
            "  ok    java         Java 17 (executor 0 and 5 more)",
            "  ok    disk         room (executor 0 and 4 more)",
            "  fail  disk         3 MB free (executor 5)",
            "        -> free some",
            "  warn  executors    6",
            "        -> take more");
    assertThat(table.failures()).isEqualTo("disk: 3 MB free (executor 5); free some");
  }
}
