package org.sparkddpm.unet;

import java.util.Arrays;

/** Checks of what a block is given, with messages that name the block. */
final class Shapes {

  private Shapes() {}

  /** The shape itself, when it is {@code [N, H, W, channels]}. */
  static long[] image(Block block, long[] shape, long channels) {
    if (shape.length != 4) {
      throw new IllegalArgumentException(
          block + " takes images [N, H, W, " + channels + "], got " + Arrays.toString(shape));
    }
    requireLast(block, shape, channels);
    return shape;
  }

  static void requireLast(Block block, long[] shape, long channels) {
    if (shape[shape.length - 1] != channels) {
      throw new IllegalArgumentException(
          block + " takes a last axis of " + channels + ", got " + Arrays.toString(shape));
    }
  }
}
