package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A case is a function of its seed and number, and every fault has its turn. */
class DrawTest {

  private static final List<Fault> ALL = List.of(Fault.values());

  @Test
  void eachFaultComesOnceInATurn() {
    for (int turn = 0; turn < 5; turn++) {
      int first = turn * ALL.size() + 1;
      assertThat(IntStream.range(first, first + ALL.size()).mapToObj(DrawTest::fault))
          .containsExactlyInAnyOrderElementsOf(ALL);
    }
    assertThat(IntStream.rangeClosed(1, ALL.size()).mapToObj(DrawTest::fault).toList())
        .isNotEqualTo(ALL);
  }

  private static Fault fault(int number) {
    return Draw.of(1, number, ALL).fault();
  }

  /** By the command that is printed for it, which names its fault alone. */
  @Test
  void aCaseCanBeMadeAgain() {
    for (int number = 1; number <= 100; number++) {
      Draw drawn = Draw.of(7, number, ALL);
      Draw again = Draw.of(7, number, List.of(drawn.fault()));
      assertThat(again).isEqualTo(drawn);
      assertThat(again.random().nextLong()).isEqualTo(drawn.random().nextLong());
      assertThat(drawn.again())
          .isEqualTo("scripts/chaos --seed 7 --case " + number + " --faults " + drawn.fault());
    }
  }

  @Test
  void otherSeedsAndNumbersGiveOtherMoments() {
    assertThat(
            IntStream.range(0, 100)
                .mapToObj(i -> Draw.of(i / 10, i % 10 + 1, ALL).random().nextLong()))
        .doesNotHaveDuplicates();
  }

  @Test
  void allJobsAndMediaOfAFaultAreDrawn() {
    List<Draw> draws =
        IntStream.rangeClosed(1, 100)
            .mapToObj(number -> Draw.of(1, number, List.of(Fault.EXECUTOR_KILLED)))
            .toList();
    assertThat(draws).extracting(Draw::work).contains(Work.TRAINING, Work.GENERATION);
    assertThat(draws).extracting(Draw::medium).contains(Medium.LOCAL, Medium.HDFS, Medium.S3);
  }

  @Test
  void faultsAreKnownByTheirNames() {
    assertThat(ALL).allSatisfy(each -> assertThat(Fault.of(each.toString())).isSameAs(each));
    assertThatThrownBy(() -> Fault.of("driver-eaten"))
        .hasMessageContaining("there is no fault 'driver-eaten'")
        .hasMessageContaining("driver-killed");
  }
}
