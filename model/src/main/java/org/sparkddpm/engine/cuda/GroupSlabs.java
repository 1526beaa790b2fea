package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/**
 * How group norm is cut into blocks: each takes all positions of an image and a slab of whole
 * groups of channels.
 *
 * @param images N
 * @param positions of an image
 * @param channels C
 * @param perGroup channels of a group
 * @param width channels of a slab
 * @param pack neighbouring channels that are read at once: 4 or 1
 */
record GroupSlabs(int images, int positions, int channels, int perGroup, int width, int pack) {

  /** Threads of a block ({@code slabs.cuh}). */
  static final int THREADS = 256;

  /** Of a slab in {@code slabs.cuh}. */
  private static final int MOST_GROUPS = 64;

  /** Bytes of a slab that is kept in shared memory; leaves room for the sums on every card. */
  private static final long MOST_KEPT = 48 << 10;

  /**
   * Blocks that occupy a large card; not of the card that is there, so that sums keep their order.
   */
  private static final long ENOUGH_BLOCKS = 512;

  /** Channels of the least piece of memory that is worth reading, and of the best one. */
  private static final int SECTOR = 8;

  private static final int LINE = 32;

  /** Bytes of a slab beyond which it is not made wider than a line. */
  private static final long SMALL = 16 << 10;

  /**
   * The slabs of images.
   *
   * @param x {@code [N, H, W, C]}
   * @param packed whether addresses allow to read four channels at once
   * @throws IllegalArgumentException if the groups do not divide the channels
   */
  static GroupSlabs of(Tensor x, int groups, boolean packed) {
    int images = Math.toIntExact(x.size(0));
    int channels = Math.toIntExact(x.size(-1));
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels cannot be split into %d groups of equal size".formatted(channels, groups));
    }
    int positions = Math.toIntExact(x.length() / images / channels);
    int perGroup = channels / groups;
    int pack = packed && perGroup % Packs.FLOATS == 0 ? Packs.FLOATS : 1;
    int together = Math.min(groups, MOST_GROUPS);
    while (together > 1
        && (groups % together != 0
            || !suits((long) images * groups / together, positions, perGroup * together, pack))) {
      together--;
    }
    return new GroupSlabs(images, positions, channels, perGroup, perGroup * together, pack);
  }

  private static boolean suits(long blocks, int positions, int width, int pack) {
    long bytes = bytes(positions, width);
    boolean fits = width <= THREADS * pack && bytes <= MOST_KEPT;
    boolean occupies = blocks >= ENOUGH_BLOCKS && (width <= LINE || bytes <= SMALL);
    return fits && (width <= SECTOR || occupies);
  }

  Grid grid() {
    return Grid.of((long) images * (channels / width));
  }

  /** The kernel of a name for such slabs. */
  String kernel(String name) {
    return name + "_" + pack + (kept() ? "_kept" : "");
  }

  /** Bytes of shared memory. */
  int shared() {
    return kept() ? (int) bytes(positions, width) : 0;
  }

  private boolean kept() {
    return bytes(positions, width) <= MOST_KEPT;
  }

  private static long bytes(int positions, int width) {
    return (long) positions * width * Float.BYTES;
  }
}
