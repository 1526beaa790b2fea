package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class TargetTest {

  private static final int SIZE = 12;
  private static final int[] TIMESTEPS = {0, 31, 700, 998};
  private static final DiffusionConfig V = new DiffusionConfig("cosine", 1000, "v");

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "nd4j"})
  void vOfEachImageIsThatOfItsTimestep(String name) {
    try (Engine engine = Engines.of(name, EngineSettings.onHost(false))) {
      engine.bind(1);
      float[] data = gaussian(1);
      float[] noise = gaussian(2);
      NoisedBatch batch = batch(engine, data, noise);
      Target target = Target.source(engine, V).of(batch);
      target.compute();
      float[] values = engine.read(target.values());
      for (int i = 0; i < values.length; i++) {
        double alphaBar = V.noiseSchedule().alphaBar(TIMESTEPS[i / SIZE]);
        double alpha = Math.sqrt(alphaBar);
        // x_t is a float, and alpha a small share of it.
        assertThat((double) values[i])
            .isCloseTo(alpha * noise[i] - Math.sqrt(1 - alphaBar) * data[i], within(1e-6 / alpha));
      }
      assertThat(engine.read(batch.noise())).isEqualTo(noise);
    }
  }

  @Test
  void epsilonIsTheNoiseItself() {
    try (Engine engine = Engines.of("cpu", EngineSettings.onHost(false))) {
      engine.bind(1);
      NoisedBatch batch = batch(engine, gaussian(1), gaussian(2));
      assertThat(Target.source(engine, new DiffusionConfig("cosine", 1000)).of(batch).values())
          .isSameAs(batch.noise());
    }
  }

  private static NoisedBatch batch(Engine engine, float[] data, float[] noise) {
    float[] x = new float[data.length];
    float[] timesteps = new float[TIMESTEPS.length];
    for (int i = 0; i < TIMESTEPS.length; i++) {
      timesteps[i] = TIMESTEPS[i];
    }
    for (int i = 0; i < x.length; i++) {
      double alphaBar = V.noiseSchedule().alphaBar(TIMESTEPS[i / SIZE]);
      x[i] = (float) (Math.sqrt(alphaBar) * data[i] + Math.sqrt(1 - alphaBar) * noise[i]);
    }
    int n = TIMESTEPS.length;
    return new NoisedBatch(
        tensor(engine, x, n, SIZE),
        tensor(engine, timesteps, n, 1),
        tensor(engine, new float[n], n, 1),
        tensor(engine, noise, n, SIZE));
  }

  private static Tensor tensor(Engine engine, float[] values, long... shape) {
    Tensor tensor = engine.floats(shape);
    engine.write(values, tensor);
    return tensor;
  }

  private static float[] gaussian(int id) {
    float[] values = new float[TIMESTEPS.length * SIZE];
    RandomStream.of(5, Purpose.DRAWING, id).fillGaussian(values, 0, values.length);
    return values;
  }
}
