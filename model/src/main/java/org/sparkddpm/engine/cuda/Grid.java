package org.sparkddpm.engine.cuda;

/** How many blocks a kernel is started with along each axis. */
record Grid(int x, int y, int z) {

  /** The most blocks along y or z. */
  static final int MOST_ACROSS = 65_535;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is below 1, or y or z above 65535
   */
  Grid {
    if (x < 1 || y < 1 || z < 1 || y > MOST_ACROSS || z > MOST_ACROSS) {
      throw new IllegalArgumentException(
          "a grid of %d x %d x %d blocks cannot be started; y and z go up to %d"
              .formatted(x, y, z, MOST_ACROSS));
    }
  }

  /**
   * So many blocks in a row.
   *
   * @throws ArithmeticException if no int can hold their number
   */
  static Grid of(long blocks) {
    return new Grid(Math.toIntExact(blocks), 1, 1);
  }

  /** As many blocks in a row as cover all elements, at least one. */
  static Grid over(long elements, int perBlock) {
    return of(Math.max(1, (elements + perBlock - 1) / perBlock));
  }
}
