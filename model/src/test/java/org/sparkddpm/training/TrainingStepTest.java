package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.ReplayingEngine;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.unet.UNetConfig;

class TrainingStepTest {

  private static final UNetConfig UNET =
      new UNetConfig(
          28, 28, 1, 10, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 8, 4, true, true);
  private static final ModelConfig MODEL =
      new ModelConfig(UNET, new DiffusionConfig("cosine", 1000, "v"), 28, 28);
  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(2e-3), new AdamDecays(0.9, 0.99, 1e-8));
  private static final int BATCH = 8;
  private static final int STEPS = 40;

  private final LabelledImages digits = Strokes.draw(0, BATCH * STEPS);

  @Test
  void theLossWithFastKernelsFollowsThatOfTheReference() {
    double[] expected = losses("nd4j", STEPS);
    double[] actual = losses("cpu", STEPS);
    assertThat(expected[STEPS - 1]).isLessThan(0.7 * expected[0]);
    for (int i = 0; i < STEPS; i++) {
      assertThat(actual[i]).as("loss of step %d", i).isCloseTo(expected[i], withinPercentage(0.2));
    }
  }

  @Test
  void aRoundInOneGoEqualsItsMinibatchesOneByOne() {
    assertThat(losses("cpu", STEPS)).isEqualTo(losses("cpu", 1));
  }

  @Test
  void theLossOfAPlanChangesNothing() {
    TrainingStep step = step("cpu");
    float[] before = step.network().parameters();
    MinibatchPlan plan = plan(0, 3, 5);
    double first = step.lossSum(digits, MODEL.noising(5, 0, true), plan);
    double again = step.lossSum(digits, MODEL.noising(5, 0, true), plan);
    assertThat(again).isEqualTo(first).isPositive();
    assertThat(step.network().parameters()).isEqualTo(before);
  }

  /**
   * What a step keeps between rounds must not show: other sizes, images and noise, in any order.
   */
  @Test
  void whatCameBeforeDoesNotMatter() {
    TrainingStep used = step("cpu");
    LabelledImages others = Strokes.draw(500, 30);
    for (int[] sizes : new int[][] {{12, 5}, {20, 8}, {7, 7}, {20, 8}, {12, 5}}) {
      for (LabelledImages data : List.of(digits, others)) {
        float[] start = used.network().parameters();
        MinibatchPlan plan = images(sizes[0], sizes[1]);
        double validated = used.lossSum(data, MODEL.noising(5, 0, true), images(9, 4));
        float[] losses = used.run(data, MODEL.noising(sizes[1], 0.1, false), plan, 0, 0);

        TrainingStep fresh = step("cpu");
        fresh.network().setParameters(start);
        assertThat(validated)
            .isEqualTo(fresh.lossSum(data, MODEL.noising(5, 0, true), images(9, 4)));
        assertThat(losses)
            .isEqualTo(fresh.run(data, MODEL.noising(sizes[1], 0.1, false), plan, 0, 0))
            .hasSize((sizes[0] + sizes[1] - 1) / sizes[1]);
        used.setOptimizerState(FloatBuffer.allocate(used.optimizerStateLength()));
      }
    }
  }

  /** A device runs what was recorded without the host: nothing else may happen in a step. */
  @Test
  void aRecordedStepIsAFixedListOfCalls() {
    TrainingStep replayed =
        new TrainingStep(
            MODEL, ADAM, 1, new ReplayingEngine(Engines.of("cpu", EngineSettings.onHost(false))));
    TrainingStep called = step("cpu");
    replayed.network().engine().bind(1);
    replayed.network().initialize(5);
    for (int round = 0; round < 2; round++) {
      MinibatchPlan plan = images(20, 8);
      assertThat(replayed.run(digits, MODEL.noising(5, 0.1, false), plan, 3L * round, 3L * round))
          .isEqualTo(
              called.run(digits, MODEL.noising(5, 0.1, false), plan, 3L * round, 3L * round));
    }
    assertThat(replayed.network().parameters()).isEqualTo(called.network().parameters());
  }

  private static MinibatchPlan images(int count, int batch) {
    return MinibatchPlan.once(
        1,
        batch,
        IntStream.range(0, count).toArray(),
        IntStream.range(0, count).asLongStream().toArray());
  }

  /** The losses of all steps, so many of them in one run. */
  private double[] losses(String engine, int stepsPerRun) {
    TrainingStep step = step(engine);
    double[] losses = new double[STEPS];
    for (int first = 0; first < STEPS; first += stepsPerRun) {
      float[] some =
          step.run(
              digits, MODEL.noising(5, 0.1, false), plan(first, stepsPerRun, BATCH), first, first);
      for (int i = 0; i < some.length; i++) {
        losses[first + i] = some[i];
      }
    }
    return losses;
  }

  private static TrainingStep step(String engine) {
    TrainingStep step =
        new TrainingStep(MODEL, ADAM, 1, Engines.of(engine, EngineSettings.onHost(false)));
    step.network().engine().bind(1);
    step.network().initialize(5);
    return step;
  }

  /** Minibatches of images that follow one another. */
  private static MinibatchPlan plan(int firstStep, int steps, int batch) {
    int[] positions = IntStream.range(firstStep * batch, (firstStep + steps) * batch).toArray();
    long[] examples = IntStream.of(positions).asLongStream().toArray();
    return MinibatchPlan.once(1, batch, positions, examples);
  }
}
