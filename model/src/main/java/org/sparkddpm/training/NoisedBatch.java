package org.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.unet.UNetConfig;

/**
 * A minibatch as the network trains on it.
 *
 * @param images noised, {@code [N, imageSize]}
 * @param timesteps {@code [N, 1]}
 * @param labels {@code [N, 1]}
 * @param noise that was added, {@code [N, imageSize]}
 */
public record NoisedBatch(INDArray images, INDArray timesteps, INDArray labels, INDArray noise) {

  /** Number of images. */
  public int size() {
    return Math.toIntExact(images.size(0));
  }

  /**
   * Makes batches in which every timestep, noise and dropped label is a pure function of (seed,
   * round, example, epoch of the round).
   */
  public static final class Maker {
    private final ModelConfig model;
    private final ForwardProcess forward;
    private final long seed;
    private final boolean validation;
    private final double labelDropout;

    /**
     * A maker for one model.
     *
     * @param validation whether the random numbers are those of validation, which never meet
     *     training's
     * @param labelDropout share of the examples that lose their label, in [0, 1)
     * @throws IllegalArgumentException if that share is outside [0, 1)
     */
    public Maker(ModelConfig model, long seed, boolean validation, double labelDropout) {
      if (!(labelDropout >= 0 && labelDropout < 1)) {
        throw new IllegalArgumentException(
            "label dropout must be in [0, 1), but is " + labelDropout);
      }
      this.model = model;
      this.forward = new ForwardProcess(model.diffusion().noiseSchedule());
      this.seed = seed;
      this.validation = validation;
      this.labelDropout = labelDropout;
    }

    /** A batch of images none of which came before in the round. */
    public NoisedBatch make(LabelledImages data, int[] positions, long[] examples, long round) {
      return make(data, positions, examples, round, new int[positions.length]);
    }

    /**
     * A batch of the given images.
     *
     * @param data where the images lie
     * @param positions of the batch's images in {@code data}
     * @param examples the images' numbers in the whole data set
     * @param round of training, or 0 for validation
     * @param epochs for each of them how many epochs have begun since the round's first image: an
     *     image that comes again in a round has a later one
     */
    public NoisedBatch make(
        LabelledImages data, int[] positions, long[] examples, long round, int[] epochs) {
      UNetConfig unet = model.unet();
      Canvas canvas = model.canvas();
      int n = positions.length;
      int size = canvas.size();
      float[] noised = new float[n * size];
      float[] noise = new float[n * size];
      float[] timesteps = new float[n];
      float[] labels = new float[n];
      for (int i = 0; i < n; i++) {
        RandomStream draws = draws(Purpose.TRAINING_TIMESTEP, round, examples[i], 2L * epochs[i]);
        int t = draws.nextInt(model.diffusion().timesteps());
        boolean dropped = draws.nextDouble() < labelDropout;
        draws(Purpose.TRAINING_NOISE, round, examples[i], 2L * epochs[i] + 1)
            .fillGaussian(noise, i * size, size);
        canvas.draw(data.image(positions[i]), noised, i * size);
        forward.addNoise(noised, noise, noised, i * size, size, t);
        timesteps[i] = t;
        labels[i] = dropped ? unet.noLabelIndex() : data.label(positions[i]);
      }
      return new NoisedBatch(
          Nd4j.createFromArray(noised).reshape(n, size),
          Nd4j.createFromArray(timesteps).reshape(n, 1),
          Nd4j.createFromArray(labels).reshape(n, 1),
          Nd4j.createFromArray(noise).reshape(n, size));
    }

    private RandomStream draws(Purpose training, long round, long example, long last) {
      return RandomStream.of(
          seed, validation ? Purpose.VALIDATION : training, round, example, last);
    }
  }
}
