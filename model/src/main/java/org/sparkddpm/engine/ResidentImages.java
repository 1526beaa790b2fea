package org.sparkddpm.engine;

/**
 * Labelled images where an engine draws its minibatches from: as bytes, in the engine's memory if
 * that is not the host's.
 */
public interface ResidentImages {

  /** Number of images. */
  int size();
}
