package org.sparkddpm.jobs.generate;

/** Which of a checkpoint's weights to use. */
public enum Weights {
  /** Their moving average, which gives the better images. */
  EMA,
  /** As training left them. */
  RAW
}
