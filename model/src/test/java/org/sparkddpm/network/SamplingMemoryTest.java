package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.MeasuredEngine;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

/** What is told of sampling's memory against what sampling takes. */
class SamplingMemoryTest {

  @ParameterizedTest
  @CsvSource({
    "ddim, 1.5, all, 3",
    "ddim, 1, all, 4",
    "ddpm, 0, all, 2",
    "ddpm, 2, all, 1",
    "ddim, 2, 0.1:3, 3",
    "dpmpp-2m, 2, all, 3",
    "unipc, 2, 0.1:3, 1",
    "heun, 1, all, 2"
  })
  void isWhatAnEngineIsAskedFor(String name, double scale, String interval, int batch) {
    Guidance guidance = new Guidance(scale, NoiseInterval.parse(interval));
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Sampler sampler = Samplers.of(name, NoiseSchedules.of("cosine", 50), 4, 0, true);
    MeasuredEngine engine = new MeasuredEngine(Engines.of("cpu", EngineSettings.onHost(false)));
    engine.bind(1);
    Network network = Network.forInference(config, engine);
    network.initialize(3);
    ImageGenerator generator = new ImageGenerator(new NetworkDenoiser(network), sampler, guidance);
    for (long seed = 0; seed < 2; seed++) {
      generator.generate(seed, new int[batch], new long[batch], StepListener.NONE);
    }
    assertThat(SamplingMemory.bytes(config, sampler, guidance, batch)).isEqualTo(engine.bytes());
  }
}
