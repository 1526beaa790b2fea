package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundPlanTest {

  @Test
  void roundsAddUpToExactlyTheImagesAskedFor() {
    Random random = new Random(1);
    for (int trial = 0; trial < 300; trial++) {
      int workers = 1 + random.nextInt(7);
      int batch = 1 + random.nextInt(9);
      int interval = 1 + random.nextInt(5);
      long total = random.nextLong(1, 2000);
      TrainingProgress state = TrainingProgress.start(1, workers);
      while (state.imagesSeen() < total) {
        RoundPlan plan =
            RoundPlan.next(
                state.round(),
                state.imagesSeen(),
                state.iterations(),
                total,
                workers,
                batch,
                interval);
        int most = plan.examples().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int least = plan.examples().stream().mapToInt(Integer::intValue).min().orElseThrow();
        assertThat(plan.examples()).hasSize(workers);
        assertThat(most - least).isLessThanOrEqualTo(1);
        assertThat(most).isLessThanOrEqualTo(batch * interval);
        state = state.after(plan, batch);
      }
      assertThat(state.imagesSeen()).isEqualTo(total);
    }
  }

  @Test
  void aShuffledStreamShowsEveryImageOncePerEpochWhereverItIsEntered() {
    int size = 37;
    int[] whole = new ShuffledStream(5, 2, size).next(0, 3 * size);
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] part = Arrays.copyOfRange(whole, epoch * size, (epoch + 1) * size);
      assertThat(part).containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
    }
    assertThat(Arrays.copyOf(whole, size)).isNotEqualTo(Arrays.copyOfRange(whole, size, 2 * size));
    for (int position : new int[] {1, 36, 37, 50, 80}) {
      assertThat(new ShuffledStream(5, 2, size).next(position, 20))
          .isEqualTo(Arrays.copyOfRange(whole, position, position + 20));
    }
  }

  @Test
  void theScheduleGoesOnAtTheImagesSeenWithOtherWorkersToo() {
    assertThat(new RoundPlan(3, 960, 60, List.of(80, 80)).scheduleBefore(8)).isEqualTo(60);
    assertThat(new RoundPlan(3, 960, 60, List.of(80)).scheduleBefore(8)).isEqualTo(120);
    assertThat(new RoundPlan(3, 960, 60, List.of(80, 80, 80)).scheduleBefore(16)).isEqualTo(20);
  }

  @Test
  void undisturbedTheScheduleStandsAtTheStepsTaken() {
    TrainingProgress state = TrainingProgress.start(1, 3);
    while (state.imagesSeen() < 5000) {
      RoundPlan plan =
          RoundPlan.next(state.round(), state.imagesSeen(), state.iterations(), 5000, 3, 16, 4);
      assertThat(plan.scheduleBefore(16)).isEqualTo(state.iterations());
      state = state.after(plan, 16);
    }
  }

  @Test
  void epochsAreCountedFromAnyPosition() {
    ShuffledStream stream = new ShuffledStream(5, 2, 10);
    assertThat(stream.epochsBetween(0, 9)).isZero();
    assertThat(stream.epochsBetween(9, 10)).isOne();
    assertThat(stream.epochsBetween(25, 49)).isEqualTo(2);
  }

  @Test
  void aStateComesBackFromItsJson() {
    TrainingProgress state =
        TrainingProgress.start(9, 3)
            .with(new TrainingProgress.Point(10, 0.5, OptionalDouble.of(0.25)))
            .with(new TrainingProgress.Point(20, 0.25, OptionalDouble.empty()));

    assertThat(TrainingProgress.fromJson(state.toJson())).isEqualTo(state);
  }
}
