package org.sparkddpm.network;

import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.engine.CountingEngine;
import org.sparkddpm.unet.UNetConfig;

/** The memory that sampling takes on an engine, told without taking it. */
public final class SamplingMemory {

  private SamplingMemory() {}

  /**
   * Bytes of all tensors of a generator.
   *
   * @param guidance both branches, where it has two, are one batch
   * @param batchSize images that are denoised at once
   */
  public static long bytes(UNetConfig network, Sampler sampler, Guidance guidance, int batchSize) {
    CountingEngine engine = new CountingEngine();
    new ImageGenerator(
            new NetworkDenoiser(Network.forInference(network, engine)), sampler, guidance)
        .prepare(batchSize);
    return engine.bytes();
  }
}
