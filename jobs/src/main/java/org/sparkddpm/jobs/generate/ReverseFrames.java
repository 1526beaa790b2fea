package org.sparkddpm.jobs.generate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.SamplingConfig;

/**
 * How samples come out of noise: their images after some steps of the sampler, made by one task.
 *
 * @param identity of the run that the samples are of
 * @param engine what generates
 * @param threads native threads of the task
 */
record ReverseFrames(RunIdentity identity, RunEngine engine, int threads) implements Serializable {

  private static final int MOST_FRAMES = 24;
  private static final int MOST_LABELS = 10;
  private static final int MOST_OF_LABEL = 2;

  /** One image for so many samples of the run. */
  private static final int SHARE = 5;

  /** Bytes of the pixels of all frames. */
  private static final long MOST_BYTES = 1 << 20;

  /**
   * The images at one moment.
   *
   * @param step how many steps are done
   * @param images previews of each
   */
  record Frame(int step, List<byte[]> images) implements Serializable {}

  /** How the images stand in a report. */
  Preview preview() {
    return new Preview(identity.model().imageShape());
  }

  /** Images of each frame, so few that they cost little beside the run. */
  int size() {
    SamplingConfig sampling = identity.sampling();
    int labels = labels().size();
    long fit = MOST_BYTES / Math.min(sampling.steps(), MOST_FRAMES) / preview().shape().size();
    long most =
        LongStream.of(
                labels * Math.min(MOST_OF_LABEL, sampling.perClass()),
                fit,
                sampling.total() / SHARE)
            .min()
            .getAsLong();
    return (int) Math.max(1, most >= labels ? most / labels * labels : most);
  }

  /** The classes that are shown, the same order in each row of images. */
  List<Integer> labels() {
    return identity.sampling().classes().stream().limit(MOST_LABELS).toList();
  }

  /** Makes them in one task. */
  List<Frame> make(JavaSparkContext spark, float[] weights) {
    ReverseFrames task = this;
    Broadcast<float[]> shared = spark.broadcast(weights);
    try {
      return spark.parallelize(List.of(0), 1).map(any -> task.frames(shared.value())).first();
    } finally {
      Release.of(shared);
    }
  }

  private List<Frame> frames(float[] weights) {
    return ExecutorGenerators.lend(identity, engine, weights, threads, this::frames);
  }

  private List<Frame> frames(ImageGenerator generator) {
    SamplingConfig sampling = identity.sampling();
    Canvas canvas = identity.model().canvas();
    List<Integer> classes = labels();
    int[] labels = IntStream.range(0, size()).map(i -> classes.get(i % classes.size())).toArray();
    long[] indices =
        IntStream.range(0, size())
            .mapToLong(i -> first(i % classes.size()) + i / classes.size())
            .toArray();
    long most = Math.min(sampling.steps(), MOST_FRAMES);
    List<Frame> frames = new ArrayList<>();
    generator.generate(
        sampling.seed(),
        labels,
        indices,
        (step, x) -> {
          // The last step always crosses a boundary.
          if ((step + 1) * most / sampling.steps() > step * most / sampling.steps()) {
            float[] images = x.get();
            frames.add(
                new Frame(
                    step + 1,
                    IntStream.range(0, labels.length)
                        .mapToObj(i -> canvas.crop(images, i * canvas.size()))
                        .map(preview()::of)
                        .toList()));
          }
        });
    return frames;
  }

  private long first(int position) {
    return identity.sampling().firstIndices().get(position);
  }
}
