package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.ReplayingEngine;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

/** A device runs a sampling step as it was recorded, without the host. */
class ReplayedSamplingTest {

  @ParameterizedTest
  @CsvSource({
    "ddim, epsilon, 1.5, all",
    "ddim, v, 1, all",
    "ddpm, epsilon, 0, all",
    "ddpm, v, 2, all",
    "ddim, epsilon, 2, 0.1:3",
    "dpmpp-2m, v, 1, all",
    "dpmpp-2m, epsilon, 2, 0.1:3",
    "unipc, epsilon, 1.5, all",
    "unipc, v, 2, 0.1:3",
    "heun, epsilon, 1, all",
    "heun, v, 2, 0.1:3"
  })
  void aRecordedStepIsAFixedListOfCalls(
      String sampler, String prediction, double scale, String interval) {
    Guidance guidance = new Guidance(scale, NoiseInterval.parse(interval));
    ImageGenerator replayed =
        generator(
            new ReplayingEngine(Engines.of("cpu", EngineSettings.onHost(true))),
            sampler,
            prediction,
            guidance);
    ImageGenerator called =
        generator(Engines.of("cpu", EngineSettings.onHost(true)), sampler, prediction, guidance);
    for (long seed = 0; seed < 2; seed++) {
      assertThat(replayed.generate(seed, new int[] {0, 1}, new long[] {3, 4}, StepListener.NONE))
          .isEqualTo(called.generate(seed, new int[] {0, 1}, new long[] {3, 4}, StepListener.NONE));
    }
  }

  private static ImageGenerator generator(
      Engine engine, String sampler, String prediction, Guidance guidance) {
    engine.bind(1);
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Network network = Network.forInference(config, engine);
    network.initialize(3);
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 50);
    return new ImageGenerator(
        new NetworkDenoiser(network, Prediction.of(prediction), schedule),
        Samplers.of(sampler, schedule, 5, 0, true),
        guidance);
  }
}
