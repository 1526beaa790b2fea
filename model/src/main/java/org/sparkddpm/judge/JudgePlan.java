package org.sparkddpm.judge;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a judge is trained: by Adam on minibatches of augmented images, its learning rate rising over
 * the first tenth and then falling to zero along half a cosine (Smith and Topin 2019).
 *
 * @param seed of weights, order and augmentation
 * @param images to see in all, each time drawn differently
 * @param batchSize images of a minibatch
 * @param learningRate the greatest
 */
public record JudgePlan(long seed, long images, int batchSize, double learningRate)
    implements Serializable {

  private static final int BATCH_SIZE = 100;
  private static final double LEARNING_RATE = 3e-3;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public JudgePlan {
    if (images < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a judge must see at least 1 image in batches of at least 1, but these are %d and %d",
              images,
              batchSize));
    }
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new IllegalArgumentException(
          "a judge's learning rate must be above 0 and at most 1, but is " + learningRate);
    }
  }

  /** The usual way. */
  public static JudgePlan of(long seed, long images) {
    return new JudgePlan(seed, images, BATCH_SIZE, LEARNING_RATE);
  }

  /** Minibatches in all; the last is whole, too. */
  public long steps() {
    return (images + batchSize - 1) / batchSize;
  }
}
