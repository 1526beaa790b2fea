package org.sparkddpm.engine;

/** Memory of an engine that {@link Tensor}s are windows of. Only its engine looks into it. */
public interface Buffer {

  /** Number of elements. */
  long length();
}
