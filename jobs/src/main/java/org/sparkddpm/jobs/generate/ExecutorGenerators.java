package org.sparkddpm.jobs.generate;

import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.NetworkDenoiser;

/** The generators of an executor, each with a network that has its weights already. */
final class ExecutorGenerators {

  private static final ExecutorPool<RunIdentity, ImageGenerator> POOL = new ExecutorPool<>();

  private ExecutorGenerators() {}

  static ExecutorPool.Loan<ImageGenerator> borrow(
      RunIdentity identity, float[] weights, int threads) {
    ExecutorPool.Loan<ImageGenerator> loan =
        POOL.borrow(identity, () -> generator(identity, weights, threads));
    loan.get().engine().bind(threads);
    return loan;
  }

  /**
   * A new generator of the samples of a run, for the calling thread.
   *
   * @param threads native threads that it may use
   */
  static ImageGenerator generator(RunIdentity identity, float[] weights, int threads) {
    Engine engine = Engines.fastest(EngineSettings.onHost(true));
    engine.bind(threads);
    Network network = Network.forInference(identity.model().unet(), engine);
    network.setParameters(weights);
    return new ImageGenerator(
        new NetworkDenoiser(network), identity.newSampler(), identity.sampling().guidance());
  }
}
