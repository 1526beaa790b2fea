package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.THREADS;
import static org.sparkddpm.engine.cuda.Launcher.WARP;

/**
 * How layer norm holds a row: in how many lanes of a warp.
 *
 * @param pack neighbouring channels that are read at once: 4 or 1
 * @param held packs that a lane holds; 0 where a block has to take a row
 * @param lanes a power of two up to 32
 */
record RowLanes(int pack, int held, int lanes) {

  private static final int MOST_HELD = 4;

  /**
   * For rows of so many channels.
   *
   * @param packed whether addresses allow to read four channels at once
   */
  static RowLanes of(int channels, boolean packed) {
    if (packed && channels % Packs.FLOATS == 0) {
      for (int held = 1; held <= MOST_HELD; held *= 2) {
        if (channels <= WARP * Packs.FLOATS * held) {
          return of(channels, Packs.FLOATS, held);
        }
      }
    }
    return channels <= WARP * MOST_HELD ? of(channels, 1, MOST_HELD) : new RowLanes(1, 0, WARP);
  }

  private static RowLanes of(int channels, int pack, int held) {
    int lanes = 1;
    while (lanes * pack * held < channels) {
      lanes *= 2;
    }
    return new RowLanes(pack, held, lanes);
  }

  boolean wide() {
    return held == 0;
  }

  /** Rows that a block of {@link Launcher#THREADS} takes at once. */
  int rows() {
    return wide() ? 1 : THREADS / lanes;
  }

  /** The kernel of a name for such rows. */
  String kernel(String name) {
    return name + (wide() ? "_wide" : "_" + pack + "x" + held);
  }
}
