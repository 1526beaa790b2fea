package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/**
 * A network that predicts the noise in a noisy image: epsilon_theta(x_t, t, label) of Ho et al.
 * 2020, conditioned on a class label as in Ho and Salimans 2022. Belongs to one thread at a time,
 * as its engine does.
 */
public interface Denoiser {

  /** The label of an image without a class: the prediction is then unconditional. */
  int NO_LABEL = -1;

  /** What the network computes on. */
  Engine engine();

  /** The number S of values of one image, H * W * C. */
  int imageSize();

  /** The number that stands for {@link #NO_LABEL} in {@link Batch#labels}. */
  int noLabel();

  /**
   * The tensors of a number of images, in which predictions are made. Two batches may share memory,
   * but none of different sizes that of their labels.
   *
   * @param n images, at least 1
   */
  Batch batch(int n);

  /** The input and output of n predictions. */
  interface Batch {

    /** {@code [n, S]}, each image row-major H x W x C; the prediction leaves them as they are. */
    Tensor images();

    /** {@code [n, 1]}: 0..T-1. */
    Tensor timesteps();

    /** {@code [n, 1]}: classes from 0 on, or {@link Denoiser#noLabel}. */
    Tensor labels();

    /** {@code [n, S]}: the noise predicted last. */
    Tensor epsilon();

    /** Predicts the noise: a fixed list of kernel calls, which {@link Engine#record} may record. */
    void predict();
  }
}
