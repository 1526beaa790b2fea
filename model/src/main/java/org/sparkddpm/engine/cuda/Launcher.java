package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Starts kernels of the compiled program, one after the other where nothing else is said. */
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
   * Starts the kernels of two lists side by side. Those of a list run one after the other and after
   * all that was started before; neither list waits for the other, and what is started afterwards
   * waits for both. A list must not write what the other reads or writes.
   *
   * @param side starts kernels and does nothing else
   * @param main likewise
   * @throws IllegalStateException if it is called by one of two such lists
   */
  void beside(Runnable side, Runnable main);

  /**
   * Memory for the kernels that are started until it is asked for again, its contents undefined. It
   * is the same each time, but another for the side list of {@link #beside}; cut it by {@link
   * Tensor#part}.
   */
  Tensor scratch(long floats);

  /** Streaming multiprocessors of the card. */
  int multiprocessors();
}
