package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.Uncaptured;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.Pass;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.UNetConfig;

/** What training a network with every kind of block on a device must give: the CPU's numbers. */
public abstract class DeviceTrainingCases {

  private static final UNetConfig UNET =
      new UNetConfig(
          28, 28, 1, 10, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 8, 4, true, true);
  private static final ModelConfig MODEL =
      new ModelConfig(UNET, new DiffusionConfig("cosine", 1000), 28, 28);
  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(2e-3), new AdamDecays(0.9, 0.99, 1e-8));
  private static final int BATCH = 8;
  private static final int WINDOW = 50;

  private final Function<Precision, Engine> engines;
  private final int steps;
  private final LabelledImages digits;

  /**
   * The cases for a device.
   *
   * @param engines makes an engine, which the cases close
   * @param steps for which the loss is followed, a multiple of 50
   */
  protected DeviceTrainingCases(Function<Precision, Engine> engines, int steps) {
    this.engines = engines;
    this.steps = steps;
    this.digits = Strokes.draw(0, BATCH * steps);
  }

  /** How far a precision may lead away from the CPU's numbers. */
  private static double percentage(Precision precision) {
    return switch (precision) {
      case FP32 -> 0.2;
      case TF32 -> 1;
      case BF16 -> 3;
    };
  }

  /** The means of windows: rounding makes two trainings drift apart step by step. */
  @ParameterizedTest
  @EnumSource
  void theLossFollowsThatOfTheCpu(Precision precision) {
    double[] expected;
    double[] actual;
    try (Engine cpu = Engines.of("cpu", EngineSettings.onHost(false));
        Engine gpu = engines.apply(precision)) {
      expected = losses(cpu);
      actual = losses(gpu);
    }
    assertThat(expected[steps - 1]).isLessThan(0.7 * expected[0]);
    for (int i = 0; i < WINDOW; i++) {
      assertThat(actual[i])
          .as("loss of step %d", i)
          .isCloseTo(expected[i], withinPercentage(percentage(precision)));
    }
    for (int first = 0; first < steps; first += WINDOW) {
      assertThat(mean(actual, first))
          .as("mean loss from step %d on", first)
          .isCloseTo(mean(expected, first), withinPercentage(1 + percentage(precision)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCapturedStepEqualsItsCalls(Precision precision) {
    try (Engine gpu = engines.apply(precision);
        Engine other = engines.apply(precision)) {
      TrainingStep captured = step(gpu);
      TrainingStep called = step(Uncaptured.engine(other));
      for (int round = 0; round < 2; round++) {
        // The last minibatch is smaller.
        MinibatchPlan plan = plan(round * 20, 20);
        long iteration = 3L * round;
        assertThat(captured.run(digits, MODEL.noising(5, 0.1, false), plan, iteration, iteration))
            .isEqualTo(
                called.run(digits, MODEL.noising(5, 0.1, false), plan, iteration, iteration));
      }
      assertThat(captured.network().parameters()).isEqualTo(called.network().parameters());
    }
  }

  @Test
  void theGradientIsThatOfTheLoss() {
    try (Engine gpu = engines.apply(Precision.FP32)) {
      Batch batch = new Batch(gpu);
      float[] gradient = batch.gradient();
      double norm = Math.sqrt(dot(gradient, gradient));
      float[] start = batch.network.parameters();
      double loss = batch.loss();
      // As long as it takes to change the loss by one part in a hundred.
      double length = 0.01 * loss / norm;
      double above = batch.lossAt(start, gradient, length / norm);
      double below = batch.lossAt(start, gradient, -length / norm);
      assertThat((above - below) / (2 * length)).isCloseTo(norm, withinPercentage(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGradientIsThatOfTheCpu(Precision precision) {
    try (Engine gpu = engines.apply(precision);
        Engine cpu = Engines.of("cpu", EngineSettings.onHost(false))) {
      float[] actual = new Batch(gpu).gradient();
      float[] expected = new Batch(cpu).gradient();
      float[] difference = new float[actual.length];
      for (int i = 0; i < actual.length; i++) {
        difference[i] = actual[i] - expected[i];
      }
      assertThat(Math.sqrt(dot(difference, difference) / dot(expected, expected)))
          .isLessThan(percentage(precision) / 50);
    }
  }

  /** A network and one minibatch of noise. */
  private static final class Batch {

    private final Engine engine;
    private final Network network;
    private final Pass pass;
    private final Tensor target;
    private final Tensor loss;

    Batch(Engine engine) {
      this.engine = engine;
      this.network = Network.forTraining(UNET, engine);
      this.pass = network.pass(BATCH);
      this.target = engine.floats(BATCH, UNET.imageSize());
      this.loss = engine.floats(1);
      engine.bind(1);
      network.initialize(5);
      engine.write(gaussian(0), pass.images());
      engine.write(gaussian(1), target);
      float[] numbers = new float[BATCH];
      for (int i = 0; i < BATCH; i++) {
        numbers[i] = i;
      }
      engine.write(numbers, pass.labels());
      for (int i = 0; i < BATCH; i++) {
        numbers[i] = 1000f * i / BATCH;
      }
      engine.write(numbers, pass.timesteps());
    }

    private static float[] gaussian(long index) {
      float[] values = new float[BATCH * UNET.imageSize()];
      RandomStream.of(1, Purpose.DRAWING, index).fillGaussian(values, 0, values.length);
      return values;
    }

    double loss() {
      pass.forward();
      engine.kernels().meanSquaredError(pass.prediction(), target, loss, null);
      return engine.read(loss)[0];
    }

    double lossAt(float[] start, float[] direction, double length) {
      float[] moved = start.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) (length * direction[i]);
      }
      network.setParameters(moved);
      return loss();
    }

    /** The mean over the images. */
    float[] gradient() {
      pass.forward();
      engine.kernels().meanSquaredError(pass.prediction(), target, loss, pass.dPrediction());
      pass.backward();
      float[] sum = engine.read(network.gradientTensor());
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= BATCH;
      }
      return sum;
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double mean(double[] losses, int first) {
    return Arrays.stream(losses, first, first + WINDOW).average().orElseThrow();
  }

  private double[] losses(Engine engine) {
    float[] losses =
        step(engine).run(digits, MODEL.noising(5, 0.1, false), plan(0, digits.size()), 0, 0);
    return IntStream.range(0, losses.length).mapToDouble(i -> losses[i]).toArray();
  }

  private static TrainingStep step(Engine engine) {
    engine.bind(1);
    TrainingStep step = new TrainingStep(MODEL, ADAM, 1, engine);
    step.network().initialize(5);
    return step;
  }

  private static MinibatchPlan plan(int first, int images) {
    int[] positions = IntStream.range(first, first + images).toArray();
    return MinibatchPlan.once(
        1, BATCH, positions, IntStream.of(positions).asLongStream().toArray());
  }
}
