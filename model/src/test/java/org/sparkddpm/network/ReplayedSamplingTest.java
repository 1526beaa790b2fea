package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.NoiseSchedules;
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
    "ddim, 1.5, all",
    "ddim, 1, all",
    "ddpm, 0, all",
    "ddpm, 2, all",
    "ddim, 2, 0.1:3",
    "dpmpp-2m, 1, all",
    "dpmpp-2m, 2, 0.1:3",
    "unipc, 1.5, all",
    "unipc, 2, 0.1:3",
    "heun, 1, all",
    "heun, 2, 0.1:3"
  })
  void aRecordedStepIsAFixedListOfCalls(String sampler, double scale, String interval) {
    Guidance guidance = new Guidance(scale, NoiseInterval.parse(interval));
    ImageGenerator replayed =
        generator(
            new ReplayingEngine(Engines.of("cpu", EngineSettings.onHost(true))), sampler, guidance);
    ImageGenerator called =
        generator(Engines.of("cpu", EngineSettings.onHost(true)), sampler, guidance);
    for (long seed = 0; seed < 2; seed++) {
      assertThat(replayed.generate(seed, new int[] {0, 1}, new long[] {3, 4}, StepListener.NONE))
          .isEqualTo(called.generate(seed, new int[] {0, 1}, new long[] {3, 4}, StepListener.NONE));
    }
  }

  private static ImageGenerator generator(Engine engine, String sampler, Guidance guidance) {
    engine.bind(1);
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Network network = Network.forInference(config, engine);
    network.initialize(3);
    return new ImageGenerator(
        new NetworkDenoiser(network),
        Samplers.of(sampler, NoiseSchedules.of("cosine", 50), 5, 0, true),
        guidance);
  }
}
