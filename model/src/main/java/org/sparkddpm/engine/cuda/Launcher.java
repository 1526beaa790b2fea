package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Starts kernels of the compiled program, one after the other. */
interface Launcher {

  /** Threads of a block where nothing speaks for another number. */
  int THREADS = 256;

  /** Threads that run in step. */
  int WARP = 32;

  /**
   * Starts a kernel and does not wait for it.
   *
   * @param kernel the function's name
   * @param threads of a block, a multiple of 32 up to 1024
   * @param shared bytes of dynamic shared memory
   * @param arguments the function's parameters in their order: a {@link Tensor} (the address of its
   *     first element), Integer, Long, Float, or null (a null pointer)
   * @throws IllegalArgumentException if there is no such kernel or an argument of another type
   */
  void launch(String kernel, Grid grid, int threads, int shared, Object... arguments);

  /**
   * Memory that a call may use until it ends, its contents undefined. Every call gets the same:
   * take it once and cut it by {@link Tensor#part}.
   */
  Tensor scratch(long floats);

  /** Streaming multiprocessors of the card. */
  int multiprocessors();
}
