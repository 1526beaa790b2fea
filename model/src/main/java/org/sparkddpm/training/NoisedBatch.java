package org.sparkddpm.training;

import org.sparkddpm.engine.Tensor;
import org.sparkddpm.network.Pass;

/**
 * A minibatch as the network trains on it, on an engine.
 *
 * @param images noised, {@code [N, imageSize]}
 * @param timesteps {@code [N, 1]}
 * @param labels {@code [N, 1]}
 * @param noise that was added, {@code [N, imageSize]}
 */
public record NoisedBatch(Tensor images, Tensor timesteps, Tensor labels, Tensor noise) {

  static NoisedBatch of(Pass pass, Tensor noise) {
    return new NoisedBatch(pass.images(), pass.timesteps(), pass.labels(), noise);
  }

  /** Number of images. */
  public int size() {
    return Math.toIntExact(images.size(0));
  }
}
