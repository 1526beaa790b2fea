package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
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
import org.sparkddpm.engine.Uncaptured;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

/** What sampling on a device must give: the CPU's images. */
public abstract class DeviceSamplingCases {

  private static final int[] LABELS = {0, 1, 1};
  private static final long[] INDICES = {3, 4, 1L << 40};

  private final Supplier<Engine> engines;

  /**
   * The cases for a device.
   *
   * @param engines makes an engine in 32-bit floats, which the cases close
   */
  protected DeviceSamplingCases(Supplier<Engine> engines) {
    this.engines = engines;
  }

  @ParameterizedTest
  @CsvSource({
    "ddim, epsilon, 1.5, all",
    "ddim, v, 1, all",
    "ddpm, v, 2, all",
    "dpmpp-2m, epsilon, 2, 0.1:3",
    "unipc, v, 2, 0.1:3",
    "heun, epsilon, 2, 0.1:3"
  })
  void capturedStepsEqualTheirCallsAndFollowTheCpu(
      String sampler, String prediction, double scale, String interval) {
    Guidance guidance = new Guidance(scale, NoiseInterval.parse(interval));
    try (Engine gpu = engines.get();
        Engine other = engines.get();
        Engine cpu = Engines.of("cpu", EngineSettings.onHost(true))) {
      float[] captured = images(gpu, sampler, prediction, guidance);
      assertThat(captured)
          .isEqualTo(images(Uncaptured.engine(other), sampler, prediction, guidance));
      assertThat(captured)
          .containsExactly(images(cpu, sampler, prediction, guidance), within(1e-2f));
    }
  }

  private static float[] images(
      Engine engine, String sampler, String prediction, Guidance guidance) {
    engine.bind(1);
    UNetConfig config = UNetPresets.of("tiny", 8, 8, 1, 2, true, true);
    Network network = Network.forInference(config, engine);
    network.initialize(3);
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 50);
    return new ImageGenerator(
            new NetworkDenoiser(network, Prediction.of(prediction), schedule),
            Samplers.of(sampler, schedule, 4, 0, true),
            guidance)
        .generate(7, LABELS, INDICES, StepListener.NONE);
  }
}
