package org.sparkddpm.diffusion;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sparkddpm.engine.Engine;

/**
 * Generates labelled images: a denoiser, a sampler and classifier-free {@link Guidance}.
 *
 * <p>An image is a function of (seed, label, index): with a denoiser that treats every image of its
 * batch alone, the company in a batch does not matter. Belongs to one thread at a time, as the
 * denoiser does; keeps the tensors of every size of batch that it was asked for.
 */
public final class ImageGenerator {

  private final Denoiser denoiser;
  private final Sampler sampler;
  private final Guidance guidance;
  private final Map<Integer, Generation> generations = new HashMap<>();

  /** A size of batch, prepared. */
  private record Generation(Trajectory trajectory, ReverseProcess process) {}

  /**
   * Makes a generator.
   *
   * @param denoiser the network
   * @param sampler of the schedule that the network was trained with
   * @param guidance {@link Guidance#of} 1 for none
   */
  public ImageGenerator(Denoiser denoiser, Sampler sampler, Guidance guidance) {
    this.denoiser = Objects.requireNonNull(denoiser, "denoiser");
    this.sampler = Objects.requireNonNull(sampler, "sampler");
    this.guidance = Objects.requireNonNull(guidance, "guidance");
  }

  /** What the network computes on; the thread that generates binds it first. */
  public Engine engine() {
    return denoiser.engine();
  }

  /** Takes the memory that batches of so many images need, which they otherwise do themselves. */
  public void prepare(int images) {
    prepared(images);
  }

  /**
   * Generates one image per label. Its initial noise is the stream (seed, SAMPLE_NOISE, label,
   * index, -1), that of step s the stream (seed, SAMPLE_NOISE, label, index, s).
   *
   * @param seed any number
   * @param labels class of each image, or {@link Denoiser#NO_LABEL}
   * @param indices number of each image within its class; the same pair of label and index gives
   *     the same image
   * @param listener hears of each step; {@link StepListener#NONE} for none
   * @return labels.length images of {@link Denoiser#imageSize()} values, one after another; data is
   *     about in -1..1 (exactly, if the sampler clips)
   * @throws IllegalArgumentException if the arrays differ in length, a label is below NO_LABEL or
   *     the batch too big for an array
   * @throws IllegalStateException if the denoiser predicted a number that is not finite; said when
   *     all steps are done
   */
  public float[] generate(long seed, int[] labels, long[] indices, StepListener listener) {
    Objects.requireNonNull(listener, "listener");
    check(labels, indices);
    if (labels.length == 0) {
      return new float[0];
    }
    Generation generation = prepared(labels.length);
    Trajectory trajectory = generation.trajectory;
    trajectory.begin(seed, labels, indices, conditions(labels));
    generation.process.run(step -> listener.afterStep(step, trajectory::read));
    requireFinite(trajectory.nonFinite(), labels, indices);
    return trajectory.read();
  }

  /** What so many images are generated with; the same each time. */
  private Generation prepared(int n) {
    return generations.computeIfAbsent(
        n,
        images -> {
          Trajectory trajectory = new Trajectory(denoiser, guidance, sampler, images);
          return new Generation(trajectory, sampler.over(trajectory));
        });
  }

  /** What the network is told of each image's label. */
  private float[] conditions(int[] labels) {
    float[] conditions = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      boolean none = guidance.scale() == 0 || labels[i] == Denoiser.NO_LABEL;
      conditions[i] = none ? denoiser.noLabel() : labels[i];
    }
    return conditions;
  }

  private int branches() {
    return guidance.hasTwoBranches() ? 2 : 1;
  }

  private void check(int[] labels, long[] indices) {
    if (labels.length != indices.length) {
      throw new IllegalArgumentException(
          labels.length + " labels but " + indices.length + " indices; give one index per label");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < Denoiser.NO_LABEL) {
        throw new IllegalArgumentException(
            "label " + i + " is " + labels[i] + "; use a class from 0 or Denoiser.NO_LABEL");
      }
    }
    long values = (long) labels.length * denoiser.imageSize() * branches();
    if (values > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch of "
              + labels.length
              + " images needs an array of "
              + values
              + " values; generate in smaller batches");
    }
  }

  private void requireFinite(int[] found, int[] labels, long[] indices) {
    if (found[0] == 0) {
      return;
    }
    int step = found[0] - 1;
    int image = found[1] / denoiser.imageSize();
    throw new IllegalStateException(
        String.format(
            Locale.ROOT,
            "the denoiser predicted a number that is not finite at step %d of %d (timestep %d) for"
                + " label %d, index %d; the weights or their training are broken: use an earlier"
                + " checkpoint",
            step,
            sampler.steps(),
            sampler.timestep(step),
            labels[image],
            indices[image]));
  }
}
