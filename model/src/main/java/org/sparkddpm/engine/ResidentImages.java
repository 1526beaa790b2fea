package org.sparkddpm.engine;

/**
 * Labelled images where an engine draws its minibatches from: as bytes, in the engine's memory if
 * that is not the host's.
 */
public interface ResidentImages extends AutoCloseable {

  /** Number of images. */
  int size();

  /**
   * Frees the engine's memory of them at once; otherwise it is freed with the engine or when
   * nothing refers to them any more. What was recorded with them must not run again.
   */
  @Override
  default void close() {}
}
