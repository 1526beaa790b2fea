package org.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.Objects;

/**
 * Generates labelled images: a denoiser, a sampler and classifier-free guidance (Ho and Salimans
 * 2022, "Classifier-Free Diffusion Guidance", eq. 6).
 *
 * <p>The guided noise is epsilon = unconditional + scale * (conditional - unconditional), where
 * scale is the paper's w + 1. Scale 1 is the conditional prediction alone and scale 0 the
 * unconditional alone; each costs half of what any other scale does.
 *
 * <p>An image is a function of (seed, label, index): with a denoiser that treats every image of its
 * batch alone, the company in a batch does not matter. Immutable; safe to share between threads if
 * the denoiser is.
 */
public final class ImageGenerator {

  private static final int INITIAL = -1;

  private final Denoiser denoiser;
  private final Sampler sampler;
  private final double guidanceScale;

  /**
   * Makes a generator.
   *
   * @param denoiser the network
   * @param sampler of the schedule that the network was trained with
   * @param guidanceScale 0 or more; 1 is no guidance
   * @throws IllegalArgumentException if the scale is negative or not finite
   */
  public ImageGenerator(Denoiser denoiser, Sampler sampler, double guidanceScale) {
    this.denoiser = Objects.requireNonNull(denoiser, "denoiser");
    this.sampler = Objects.requireNonNull(sampler, "sampler");
    if (!(guidanceScale >= 0 && guidanceScale <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "guidance scale is " + guidanceScale + "; use a finite scale of at least 0");
    }
    this.guidanceScale = guidanceScale;
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
   * @throws IllegalStateException if the denoiser predicts a number that is not finite
   */
  public float[] generate(long seed, int[] labels, long[] indices, StepListener listener) {
    Objects.requireNonNull(listener, "listener");
    check(labels, indices);
    if (labels.length == 0) {
      return new float[0];
    }
    Batch batch = new Batch(labels, denoiser.imageSize(), branches());
    float[] x = new float[batch.size];
    float[] noise = new float[batch.size];
    fillNoise(seed, labels, indices, INITIAL, x);
    for (int step = 0; step < sampler.steps(); step++) {
      predict(batch, step, x);
      requireFinite(batch, step, labels, indices);
      guide(batch);
      if (sampler.needsNoise(step)) {
        fillNoise(seed, labels, indices, step, noise);
      }
      sampler.step(step, x, batch.epsilon, noise, 0, batch.size);
      listener.afterStep(step, x);
    }
    return x;
  }

  private int branches() {
    return guidanceScale == 0 || guidanceScale == 1 ? 1 : 2;
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

  private void fillNoise(long seed, int[] labels, long[] indices, int step, float[] out) {
    int imageSize = denoiser.imageSize();
    for (int i = 0; i < labels.length; i++) {
      RandomStream.of(seed, Purpose.SAMPLE_NOISE, labels[i], indices[i], step)
          .fillGaussian(out, i * imageSize, imageSize);
    }
  }

  private void predict(Batch batch, int step, float[] x) {
    Arrays.fill(batch.timesteps, sampler.timestep(step));
    for (int start = 0; start < batch.input.length; start += batch.size) {
      System.arraycopy(x, 0, batch.input, start, batch.size);
    }
    denoiser.predictNoise(batch.input, batch.timesteps, batch.labels, batch.epsilon);
  }

  private void requireFinite(Batch batch, int step, int[] labels, long[] indices) {
    for (int i = 0; i < batch.epsilon.length; i++) {
      if (!Float.isFinite(batch.epsilon[i])) {
        int image = i % batch.size / batch.imageSize;
        throw new IllegalStateException(
            String.format(
                "the denoiser predicted %s at step %d of %d (timestep %d) for label %d, index %d;"
                    + " the weights or their training are broken: use an earlier checkpoint",
                batch.epsilon[i],
                step,
                sampler.steps(),
                sampler.timestep(step),
                labels[image],
                indices[image]));
      }
    }
  }

  private void guide(Batch batch) {
    if (branches() == 1) {
      return;
    }
    float scale = (float) guidanceScale;
    float[] epsilon = batch.epsilon;
    for (int i = 0; i < batch.size; i++) {
      float unconditional = epsilon[batch.size + i];
      epsilon[i] = unconditional + scale * (epsilon[i] - unconditional);
    }
  }

  /** The buffers of one call: the conditional half first, the unconditional one after it. */
  private final class Batch {
    final int imageSize;
    final int size;
    final int[] labels;
    final int[] timesteps;
    final float[] input;
    final float[] epsilon;

    Batch(int[] conditions, int imageSize, int branches) {
      this.imageSize = imageSize;
      this.size = conditions.length * imageSize;
      this.labels = new int[conditions.length * branches];
      Arrays.fill(labels, Denoiser.NO_LABEL);
      if (guidanceScale != 0) {
        System.arraycopy(conditions, 0, labels, 0, conditions.length);
      }
      this.timesteps = new int[labels.length];
      this.input = new float[size * branches];
      this.epsilon = new float[size * branches];
    }
  }
}
