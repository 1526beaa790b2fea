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
    "ddim, epsilon, 1.5, all, 3",
    "ddim, v, 1, all, 4",
    "ddpm, epsilon, 0, all, 2",
    "ddpm, v, 2, all, 1",
    "ddim, epsilon, 2, 0.1:3, 3",
    "dpmpp-2m, v, 2, all, 3",
    "unipc, epsilon, 2, 0.1:3, 1",
    "heun, v, 1, all, 2"
  })
  void isWhatAnEngineIsAskedFor(
      String name, String predicted, double scale, String interval, int batch) {
    Guidance guidance = new Guidance(scale, NoiseInterval.parse(interval));
    Prediction prediction = Prediction.of(predicted);
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 50);
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Sampler sampler = Samplers.of(name, schedule, 4, 0, true);
    MeasuredEngine engine = new MeasuredEngine(Engines.of("cpu", EngineSettings.onHost(false)));
    engine.bind(1);
    Network network = Network.forInference(config, engine);
    network.initialize(3);
    ImageGenerator generator =
        new ImageGenerator(new NetworkDenoiser(network, prediction, schedule), sampler, guidance);
    for (long seed = 0; seed < 2; seed++) {
      generator.generate(seed, new int[batch], new long[batch], StepListener.NONE);
    }
    assertThat(SamplingMemory.bytes(config, prediction, schedule, sampler, guidance, batch))
        .isEqualTo(engine.bytes());
  }
}
