package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

class NetworkDenoiserTest {

  private static final UNetConfig CONFIG = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
  private static final NoiseSchedule SCHEDULE = NoiseSchedules.of("cosine", 50);
  private static final float[] TIMESTEPS = {49, 0, 20};
  private static final float[] LABELS = {0, 1, 2};

  private final float[] x = new float[TIMESTEPS.length * CONFIG.imageSize()];

  NetworkDenoiserTest() {
    RandomStream.of(5, Purpose.DRAWING, 1).fillGaussian(x, 0, x.length);
  }

  @Test
  void aPredictedVGivesTheEpsilonOfItsTimestep() {
    float[] output = epsilon(Prediction.EPSILON);
    float[] epsilon = epsilon(Prediction.V);
    for (int i = 0; i < x.length; i++) {
      double alphaBar = SCHEDULE.alphaBar((int) TIMESTEPS[i / CONFIG.imageSize()]);
      assertThat((double) epsilon[i])
          .isCloseTo(
              Math.sqrt(alphaBar) * output[i] + Math.sqrt(1 - alphaBar) * x[i], within(1e-6));
    }
  }

  private float[] epsilon(Prediction prediction) {
    try (Engine engine = Engines.of("cpu", EngineSettings.onHost(true))) {
      engine.bind(1);
      Network network = Network.forInference(CONFIG, engine);
      network.initialize(3);
      Denoiser.Batch batch =
          new NetworkDenoiser(network, prediction, SCHEDULE).batch(TIMESTEPS.length);
      engine.write(x, batch.images());
      engine.write(TIMESTEPS, batch.timesteps());
      engine.write(LABELS, batch.labels());
      float[] first = predict(engine, batch);
      assertThat(predict(engine, batch)).isEqualTo(first);
      return first;
    }
  }

  private static float[] predict(Engine engine, Denoiser.Batch batch) {
    batch.predict();
    return engine.read(batch.epsilon());
  }
}
