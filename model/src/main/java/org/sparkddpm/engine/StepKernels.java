package org.sparkddpm.engine;

/**
 * The arithmetic around the network in a step of training or sampling: drawing a minibatch, the
 * loss, the optimiser, and what samplers are made of; {@link Kernels} says what holds for all of
 * it.
 */
public interface StepKernels {

  /**
   * The mean over all elements of the squared difference, and what each image adds to its gradient
   * if the loss of an image is the mean over that image: {@code 2 (prediction - target) / S}.
   *
   * @param prediction {@code [N, S]}
   * @param target {@code [N, S]}
   * @param loss {@code [1]}
   * @param dPrediction {@code [N, S]}, or null where no gradient is wanted
   */
  void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction);

  /**
   * What a sum of gradients must be multiplied with to become their mean, shortened to a given L2
   * norm: {@code min(1, limit / norm(gradient / count)) / count}.
   *
   * @param limit above 0, or 0 for none
   * @param count of the examples that were summed
   * @param factor {@code [1]}
   */
  void clipFactor(Tensor gradient, double limit, int count, Tensor factor);

  /**
   * One step of Adam in place; the five long tensors have one length.
   *
   * @param rate {@code [1]}, {@link AdamDecays#correctedRate}
   * @param gradient left as it is
   * @param factor {@code [1]}, by which the gradient is multiplied first
   * @param first moments
   * @param second moments
   */
  void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters);

  /** One step of gradient descent in place: {@code parameters -= rate * factor * gradient}. */
  void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters);

  /**
   * Puts a vector into a row of a table, the opposite of {@link LayerKernels#gather}.
   *
   * @param index {@code [1, 1]}, in [0, rows)
   * @param row {@code [1, C]}
   * @param table {@code [rows, C]}
   */
  void scatter(Tensor index, Tensor row, Tensor table);

  /** Adds one to the only element. */
  void increment(Tensor counter);

  /**
   * Draws one noised minibatch: the timestep of each image, whether it loses its label, its noise,
   * and the image at that timestep (Ho et al. 2020, eq. 4).
   *
   * @param levels {@code [T, 2]}: {@code sqrt(alphaBar)} and {@code sqrt(1 - alphaBar)}
   * @param round integers {@code [2]}: low and high half of the round's number
   * @param plan integers {@code [steps, B, 4]}, B at least N: the position of each image in {@code
   *     images}, the low and high half of its number in the whole data set, and how many epochs
   *     have begun since the round's first image
   * @param cursor {@code [1, 1]}: which step of the plan
   * @param x {@code [N, S]}, noised
   * @param timesteps {@code [N, 1]}
   * @param labels {@code [N, 1]}
   * @param noise {@code [N, S]}, that was added
   */
  void noisedBatch(
      Noising noising,
      ResidentImages images,
      Tensor levels,
      Tensor round,
      Tensor plan,
      Tensor cursor,
      Tensor x,
      Tensor timesteps,
      Tensor labels,
      Tensor noise);

  /**
   * Standard normal noise of the streams (seed, SAMPLE_NOISE, label, index, step).
   *
   * @param seed integers {@code [2]}: its low and high half
   * @param images integers {@code [N, 3]}: each image's label, and the low and high half of its
   *     index
   * @param step {@code [1, 1]}, from -1 on
   * @param out {@code [N, S]}
   */
  void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out);

  /**
   * {@code out = a x + b y}, element by element; out may be x or y.
   *
   * @param factors {@code [2]}: a and b
   */
  void combine(Tensor factors, Tensor x, Tensor y, Tensor out);

  /**
   * {@code out_n = a_n x_n + b_n y_n}, row by row; out may be x or y.
   *
   * @param factors {@code [N, 2]}: a and b of each row
   * @param x {@code [N, S]}
   * @param y {@code [N, S]}
   * @param out {@code [N, S]}
   */
  void combineRows(Tensor factors, Tensor x, Tensor y, Tensor out);

  /** {@code out = min(max(x, low), high)}; out may be x. */
  void clamp(Tensor x, double low, double high, Tensor out);

  /**
   * Classifier-free guidance (Ho and Salimans 2022, eq. 6): {@code out = u + scale * (c - u)}; out
   * may be one of them.
   *
   * @param conditional c
   * @param unconditional u
   * @param scale the paper's w + 1
   */
  void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out);

  /** Gives every element the value of a tensor of one element. */
  void fill(Tensor value, Tensor out);

  /**
   * Remembers the first element that is not finite, unless one is remembered already.
   *
   * @param step {@code [1, 1]}, at least 0
   * @param found integers {@code [2]}, zero where nothing was found: one more than the step, and
   *     the element's index
   */
  void findNonFinite(Tensor x, Tensor step, Tensor found);
}
