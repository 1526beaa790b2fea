package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.diffusion.DefaultSampling;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.diffusion.TimestepSpacings;
import org.sparkddpm.diffusion.Visited;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.NetworkDenoiser;
import org.sparkddpm.training.DiffusionConfig;

/**
 * Generates a few samples of some weights in one task, with a network of its own: training knows
 * nothing of it. Sample k of a class is sample k of generate-job with the same seed and options,
 * but for last bits.
 *
 * @param setup of the training
 * @param labels classes that samples are made of
 * @param perClass samples of each
 * @param scale of the guidance, where the model can have one
 */
record TrialTask(WorkerSetup setup, List<Integer> labels, int perClass, double scale)
    implements Serializable {

  /** Images that the network sees at once: few, for a GPU's memory is the training's. */
  private static final int BATCH = 16;

  /** The pixels of each sample; all first ones of the classes, then all second ones, and so on. */
  List<byte[]> make(JavaSparkContext spark, float[] weights) {
    TrialTask task = this;
    Broadcast<float[]> shared = spark.broadcast(weights);
    try {
      return spark.parallelize(List.of(0), 1).map(any -> task.samples(shared.value())).first();
    } finally {
      Release.of(shared);
    }
  }

  /** The steps of each sample. */
  Visited visited() {
    NoiseSchedule schedule = setup.model().diffusion().noiseSchedule();
    int steps = DefaultSampling.steps(DefaultSampling.SAMPLER);
    return TimestepSpacings.of(
        DefaultSampling.SPACING, schedule, Math.min(steps, schedule.timesteps()));
  }

  /** Guidance needs a model that has seen images without their label. */
  Guidance guidance() {
    return setup.labelDropout() > 0 ? DefaultSampling.guidance(scale, visited()) : Guidance.of(1);
  }

  private List<byte[]> samples(float[] weights) {
    return setup.engine().onDevice(device -> samples(weights, device.create(true)));
  }

  private List<byte[]> samples(float[] weights, Engine engine) {
    engine.bind(setup.threads());
    Network network = Network.forInference(setup.model().unet(), engine);
    network.setParameters(weights);
    DiffusionConfig diffusion = setup.model().diffusion();
    ImageGenerator generator =
        new ImageGenerator(
            new NetworkDenoiser(network, diffusion.predicted(), diffusion.noiseSchedule()),
            Samplers.of(DefaultSampling.SAMPLER, visited(), 0, true),
            guidance());
    Canvas canvas = setup.model().canvas();
    int all = labels.size() * perClass;
    int batch = Math.min(BATCH, all);
    List<byte[]> samples = new ArrayList<>();
    for (int first = 0; first < all; first += batch) {
      int begin = first;
      float[] images =
          generator.generate(
              setup.seed(),
              IntStream.range(0, batch).map(i -> label(begin + i)).toArray(),
              IntStream.range(0, batch).mapToLong(i -> (begin + i) / labels.size()).toArray(),
              StepListener.NONE);
      for (int i = 0; i < Math.min(batch, all - first); i++) {
        samples.add(canvas.crop(images, i * canvas.size()));
      }
    }
    return samples;
  }

  private int label(int number) {
    return labels.get(number % labels.size());
  }
}
