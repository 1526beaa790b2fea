package org.sparkddpm.jobs.generate;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.jobs.cluster.TaskGpu;
import org.sparkddpm.kernels.ComputeThreads;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetDenoiser;

/** The loaded networks of an executor, kept for its lifetime and lent to one task at a time. */
final class ExecutorGenerators {

  private static final Map<Place, Queue<ImageGenerator>> IDLE = new ConcurrentHashMap<>();

  /** Whose networks, on which GPU: their arrays stay where they were made. */
  private record Place(SampleSpec spec, int device) {}

  private ExecutorGenerators() {}

  /** A generator lent to one task until closed. */
  static final class Loan implements AutoCloseable {
    private final Queue<ImageGenerator> home;
    private final ImageGenerator generator;

    private Loan(Queue<ImageGenerator> home, ImageGenerator generator) {
      this.home = home;
      this.generator = generator;
    }

    ImageGenerator generator() {
      return generator;
    }

    @Override
    public void close() {
      home.add(generator);
    }
  }

  static Loan borrow(SampleSpec spec, float[] weights, int threads) {
    Place place = new Place(spec, TaskGpu.pin());
    ComputeThreads.use(threads);
    Queue<ImageGenerator> home = IDLE.computeIfAbsent(place, key -> new ConcurrentLinkedQueue<>());
    ImageGenerator idle = home.poll();
    return new Loan(home, idle != null ? idle : load(spec, weights));
  }

  private static ImageGenerator load(SampleSpec spec, float[] weights) {
    UNet network = UNet.forInference(spec.model().unet());
    network.setParameters(weights);
    return new ImageGenerator(new UNetDenoiser(network), spec.newSampler(), spec.guidance());
  }
}
