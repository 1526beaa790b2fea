package org.sparkddpm.random;

/**
 * What a {@link RandomStream} is drawn for. Streams of different purposes are independent even
 * where seed and ids agree. The code numbers are part of every derived stream: never renumber, only
 * add, from 14 on.
 */
public enum Purpose {
  /** Noise of a generated image; ids: label, sample index, step (-1 for the initial noise). */
  SAMPLE_NOISE(1),
  /** Noise added to a training example. */
  TRAINING_NOISE(2),
  /** The timestep of a training example, then whether it loses its label for guidance. */
  TRAINING_TIMESTEP(3),
  /** The order of examples. */
  SHUFFLE(5),
  /** Initial weights. */
  WEIGHTS(6),
  /** Noise and timesteps of validation. */
  VALIDATION(7),
  /** Pictures drawn or chosen for show. */
  DRAWING(8),
  /** Whether an image is held out from training; ids: two halves of a hash of its pixels. */
  HOLD_OUT(9),
  /** Initial weights of a judge. */
  JUDGE_WEIGHTS(10),
  /** The order in which a judge is trained on its images. */
  JUDGE_ORDER(11),
  /** How an image is turned, scaled and moved before a judge is trained on it. */
  JUDGE_AUGMENTATION(12),
  /** Which images are compared where not all are. */
  COMPARISON(13);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number that stands for this purpose in the derivation of streams; never changes. */
  public int code() {
    return code;
  }
}
