package org.sparkddpm.network;

import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.engine.CountingEngine;
import org.sparkddpm.unet.UNetConfig;

/** The memory that sampling takes on an engine, told without taking it. */
public final class SamplingMemory {

  private SamplingMemory() {}

  /**
   * Bytes that engine cpu takes besides: in each thread what full attention says of each pair of
   * positions, for one head of one image.
   */
  public static long hostScratch(UNetConfig network, int threads) {
    return network.middlePositions() * network.middlePositions() * Float.BYTES * threads;
  }

  /**
   * Bytes of all tensors of a generator.
   *
   * @param prediction what the network predicts
   * @param schedule that it was trained with
   * @param guidance both branches, where it has two, are one batch
   * @param batchSize images that are denoised at once
   */
  public static long bytes(
      UNetConfig network,
      Prediction prediction,
      NoiseSchedule schedule,
      Sampler sampler,
      Guidance guidance,
      int batchSize) {
    CountingEngine engine = new CountingEngine();
    Denoiser denoiser =
        new NetworkDenoiser(Network.forInference(network, engine), prediction, schedule);
    new ImageGenerator(denoiser, sampler, guidance).prepare(batchSize);
    return engine.bytes();
  }
}
