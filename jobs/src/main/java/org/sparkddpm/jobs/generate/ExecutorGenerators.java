package org.sparkddpm.jobs.generate;

import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.kernels.ComputeThreads;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetDenoiser;

/** The generators of an executor, each with a network that has its weights already. */
final class ExecutorGenerators {

  private static final ExecutorPool<RunIdentity, ImageGenerator> POOL = new ExecutorPool<>();

  private ExecutorGenerators() {}

  static ExecutorPool.Loan<ImageGenerator> borrow(RunIdentity spec, float[] weights, int threads) {
    ComputeThreads.use(threads);
    return POOL.borrow(spec, () -> generator(spec, weights));
  }

  /** A new generator of a spec's samples. */
  static ImageGenerator generator(RunIdentity spec, float[] weights) {
    UNet network = UNet.forInference(spec.model().unet());
    network.setParameters(weights);
    return new ImageGenerator(
        new UNetDenoiser(network), spec.newSampler(), spec.sampling().guidance());
  }
}
