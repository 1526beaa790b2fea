package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetGraph;
import org.sparkddpm.unet.UNetPresets;

/** A pass on each engine against DL4J's own run of the definition. */
class PassTest {

  private static final int N = 3;

  static Stream<UNetConfig> configs() {
    return Stream.of(
        UNetPresets.of("tiny", 12, 8, 1, 3, true, true),
        new UNetConfig(
            8, 8, 3, 3, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 4, 4, true, true),
        new UNetConfig(
            8,
            12,
            1,
            2,
            1,
            8,
            List.of(1, 2, 1),
            7,
            6,
            List.of(true, false, true),
            true,
            1,
            4,
            8,
            true,
            false),
        new UNetConfig(
            4, 4, 1, 2, 2, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, false, true),
        new UNetConfig(
            8,
            4,
            1,
            2,
            2,
            4,
            List.of(1, 2),
            3,
            4,
            List.of(false, true),
            true,
            1,
            4,
            2,
            true,
            true,
            true),
        new UNetConfig(
            4, 4, 1, 2, 2, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, false, true, true));
  }

  /** Prediction, loss and gradient of one batch. */
  private record Result(float[] prediction, double loss, float[] gradient) {}

  /** Sums of several threads have other last bits. */
  @BeforeEach
  void useOneThread() {
    ComputeThreads.use(1);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theReferenceEngineComputesWhatDl4jDoesButForRounding(UNetConfig config) {
    Result expected = byDl4j(config);
    Result actual = on("nd4j", config);
    assertClose("prediction", actual.prediction, expected.prediction, 1e-6f);
    assertClose("gradient", actual.gradient, expected.gradient, 1e-6f);
    assertThat(actual.loss).isCloseTo(expected.loss, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void enginesOfTheHostComputeTheSameFunction(UNetConfig config) {
    Result expected = byDl4j(config);
    for (String engine : Engines.names()) {
      if (Engines.provider(engine).needsDevice()) {
        continue;
      }
      Result actual = on(engine, config);
      assertThat(actual.loss).as(engine).isCloseTo(expected.loss, within(1e-5));
      assertClose(engine, actual.prediction, expected.prediction, 1e-4f);
      assertClose(engine, actual.gradient, expected.gradient, 1e-4f);
    }
  }

  @Test
  void passesOfAllSizesPredictTheSameImageAlike() {
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Network network = Network.forInference(config, Engines.of("cpu", EngineSettings.onHost(true)));
    network.initialize(3);
    float[] three = network.predict(gaussian(1, 3 * config.imageSize()), times(3), labels(3));
    float[] one = network.predict(gaussian(1, config.imageSize()), times(1), labels(1));
    for (int i = 0; i < one.length; i++) {
      assertThat(one[i]).isCloseTo(three[i], within(1e-5f));
    }
  }

  @Test
  void weightsThatChangeArePredictedWith() {
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Network fixed = Network.forInference(config, Engines.of("cpu", EngineSettings.onHost(true)));
    Network fresh = Network.forInference(config, Engines.of("cpu", EngineSettings.onHost(true)));
    float[] x = gaussian(1, 2 * config.imageSize());
    fixed.initialize(3);
    float[] before = fixed.predict(x, times(2), labels(2));
    fixed.initialize(4);
    fresh.initialize(4);
    assertThat(fixed.predict(x, times(2), labels(2)))
        .isEqualTo(fresh.predict(x, times(2), labels(2)))
        .isNotEqualTo(before);
  }

  private static Result on(String name, UNetConfig config) {
    Engine engine = Engines.of(name, EngineSettings.onHost(false));
    engine.bind(1);
    Network network = Network.forTraining(config, engine);
    network.setParameters(start(config));
    Pass pass = network.pass(N);
    engine.write(gaussian(1, N * config.imageSize()), pass.images());
    engine.write(times(N), pass.timesteps());
    engine.write(labels(N), pass.labels());
    Tensor noise = engine.floats(N, config.imageSize());
    engine.write(gaussian(2, N * config.imageSize()), noise);
    Tensor loss = engine.floats(1);
    // Twice: what the first leaves in the buffers must not matter.
    for (int i = 0; i < 2; i++) {
      pass.forward();
      engine.kernels().meanSquaredError(pass.prediction(), noise, loss, pass.dPrediction());
      pass.backward();
    }
    return new Result(
        engine.read(pass.prediction()),
        engine.read(loss)[0],
        engine.read(network.gradientTensor()));
  }

  private static Result byDl4j(UNetConfig config) {
    ComputationGraph graph = new ComputationGraph(UNetGraph.of(config, new NoOp(), DataType.FLOAT));
    graph.init();
    graph.params().assign(Nd4j.createFromArray(start(config)).reshape(graph.params().shape()));
    INDArray[] inputs = {
      Nd4j.createFromArray(gaussian(1, N * config.imageSize())).reshape(N, config.imageSize()),
      Nd4j.createFromArray(times(N)).reshape(N, 1),
      Nd4j.createFromArray(labels(N)).reshape(N, 1)
    };
    float[] prediction = graph.output(false, inputs)[0].reshape(-1).toFloatVector();
    graph.setInputs(inputs);
    graph.setLabels(
        Nd4j.createFromArray(gaussian(2, N * config.imageSize())).reshape(N, config.imageSize()));
    graph.computeGradientAndScore();
    return new Result(
        prediction, graph.score(), graph.getFlattenedGradients().reshape(-1).toFloatVector());
  }

  /** As training starts, but that what starts at zero is moved away from it. */
  private static float[] start(UNetConfig config) {
    float[] values = InitialParameters.of(config, 7);
    float[] moves = gaussian(3, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += values[i] == 0 ? 0.1f * moves[i] : 0;
    }
    return values;
  }

  private static float[] gaussian(int id, int length) {
    float[] values = new float[length];
    RandomStream.of(5, Purpose.DRAWING, id).fillGaussian(values, 0, length);
    return values;
  }

  private static float[] times(int n) {
    float[] times = new float[n];
    for (int i = 0; i < n; i++) {
      times[i] = 3 + 41 * i;
    }
    return times;
  }

  private static float[] labels(int n) {
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
    }
    return labels;
  }

  private static void assertClose(String what, float[] actual, float[] expected, float share) {
    float greatest = 0;
    float worst = 0;
    for (int i = 0; i < expected.length; i++) {
      greatest = Math.max(greatest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst).as(what).isLessThan(share * greatest);
  }
}
