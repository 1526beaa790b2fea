package org.sparkddpm.engine.cpu;

/**
 * How rows of channels are cut into tiles that fit the first-level cache.
 *
 * <p>A tile holds whole rows, so element i of any tile belongs to channel {@code i mod channels},
 * and a vector over the channels spread over a tile meets its elements at the same index. The
 * compiler makes vector instructions only of loops that use one index for all of their arrays.
 *
 * @param channels floats of a row
 * @param length floats of a whole tile
 * @param total floats in all
 */
record Tiling(int channels, int length, int total) {

  private static final int AIM = 1024;

  static Tiling of(long channels, long rows) {
    int perTile = (int) Math.min(rows, Math.max(1, AIM / channels));
    return new Tiling(
        Math.toIntExact(channels),
        Math.toIntExact(perTile * channels),
        Math.toIntExact(rows * channels));
  }

  int count() {
    return (total + length - 1) / length;
  }

  /** Floats of one tile; the last may be shorter. */
  int length(int tile) {
    return Math.min(length, total - tile * length);
  }

  long start(int tile) {
    return (long) tile * length;
  }

  /** The array itself if it is as long as a tile, or a longer one. */
  float[] grown(float[] old) {
    return old.length >= length ? old : new float[length];
  }

  /** The tiles themselves if there are as many and as long as here, or more and longer ones. */
  float[][] grown(float[][] old) {
    if (old.length >= count() && old[0].length >= length) {
      return old;
    }
    return new float[Math.max(count(), old.length)]
        [Math.max(length, old.length == 0 ? 0 : old[0].length)];
  }

  /** Repeats the first {@code channels} floats over a whole tile. */
  void spread(float[] tile) {
    for (int filled = channels; filled < length; filled *= 2) {
      System.arraycopy(tile, 0, tile, filled, Math.min(filled, length - filled));
    }
  }

  /** Adds up a tile of sums by channel. */
  void fold(float[] tile, double[] perChannel) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int i = c; i < length; i += channels) {
        sum += tile[i];
      }
      perChannel[c] = sum;
    }
  }

  /** Gives each channel's greatest element of the tile to all of its places. */
  void foldGreatest(float[] tile) {
    for (int c = 0; c < channels; c++) {
      for (int i = c + channels; i < length; i += channels) {
        tile[c] = Math.max(tile[c], tile[i]);
      }
    }
    spread(tile);
  }

  /** The same sums as floats. */
  float[] folded(float[] tile) {
    double[] sums = new double[channels];
    fold(tile, sums);
    float[] result = new float[channels];
    for (int c = 0; c < channels; c++) {
      result[c] = (float) sums[c];
    }
    return result;
  }
}
