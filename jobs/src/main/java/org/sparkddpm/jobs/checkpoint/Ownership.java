package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;

/** Whether a location is still this process's to write to. */
@FunctionalInterface
interface Ownership {

  /** Where nobody makes claims. */
  Ownership UNCLAIMED = () -> {};

  /**
   * Asked before each step that others would see.
   *
   * @throws IOException if it is not, or that cannot be told now
   */
  void check() throws IOException;
}
