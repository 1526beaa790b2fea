package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Floats that a thread reads or writes at once. */
final class Packs {

  /** In a pack; memory of a card begins at multiples of its bytes. */
  static final int FLOATS = 4;

  private Packs() {}

  /** Whether all tensors begin where a pack may. */
  static boolean fit(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.offset() % FLOATS != 0) {
        return false;
      }
    }
    return true;
  }
}
