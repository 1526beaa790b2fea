package org.sparkddpm.jobs.generate;

import java.util.function.Function;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.compute.TaskDevice;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.NetworkDenoiser;
import org.sparkddpm.network.SamplingMemory;

/** The generators of an executor, each with a network that has its weights already. */
final class ExecutorGenerators {

  private static final ExecutorPool<Place, ImageGenerator> POOL = new ExecutorPool<>();

  /** Generators of a run on a device. */
  private record Place(RunIdentity identity, TaskDevice device) {}

  private ExecutorGenerators() {}

  /** Does a task's work with a generator on its device. */
  static <R> R lend(
      RunIdentity identity,
      RunEngine engine,
      float[] weights,
      int threads,
      Function<ImageGenerator, R> work) {
    return engine.onDevice(
        device ->
            POOL.lend(
                new Place(identity, device),
                () -> generator(identity, device.create(true), weights, threads),
                generator -> {
                  generator.engine().bind(threads);
                  return work.apply(generator);
                }));
  }

  /** What a generator of a run takes of a device's memory. */
  static BatchMemory memory(RunIdentity identity) {
    return BatchMemory.onDevice(
        identity.sampling().batchSize(),
        true,
        batchSize ->
            SamplingMemory.bytes(
                identity.model().unet(),
                identity.model().diffusion().predicted(),
                identity.model().diffusion().noiseSchedule(),
                identity.newSampler(),
                identity.sampling().guided(),
                batchSize));
  }

  /**
   * A new generator of the samples of a run, for the calling thread.
   *
   * @param engine its own, for fixed weights
   * @param threads native threads that it may use
   */
  static ImageGenerator generator(
      RunIdentity identity, Engine engine, float[] weights, int threads) {
    engine.bind(threads);
    Network network = Network.forInference(identity.model().unet(), engine);
    network.setParameters(weights);
    return new ImageGenerator(
        new NetworkDenoiser(
            network,
            identity.model().diffusion().predicted(),
            identity.model().diffusion().noiseSchedule()),
        identity.newSampler(),
        identity.sampling().guided());
  }
}
