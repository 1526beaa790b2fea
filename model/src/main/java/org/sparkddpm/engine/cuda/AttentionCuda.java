package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.WARP;

import org.sparkddpm.engine.Tensor;

/** Scaled dot-product attention ({@code attention.cu}). */
final class AttentionCuda {

  /** The widest head, in channels. */
  static final int MOST_WIDTH = 256;

  private static final int MOST_THREADS = 128;

  /** Queries or keys that some neighbouring threads hold together. */
  private static final int ROWS = 4;

  /** As many lanes as rows, so that each lane computes the weights of one. */
  private static final int LEAST_LANES = ROWS;

  /** Channels of each of its rows that a thread holds. */
  private static final int LANE_CHANNELS = 8;

  /** Floats of a tile of keys, where there are enough of them. */
  private static final int TILE = 2048;

  private final Launcher launcher;

  AttentionCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  /**
   * How a head is cut into blocks.
   *
   * @param lanes threads that share four queries or keys, a power of two
   * @param keys of a tile in shared memory
   * @param threads of a block
   * @param tiles blocks of a head
   */
  private record Blocks(int lanes, int keys, int threads, int tiles) {

    static Blocks of(HeadShape shape) {
      shape.requireWidth(MOST_WIDTH, "attention");
      int lanes = LEAST_LANES;
      while (lanes * LANE_CHANNELS < shape.width()) {
        lanes *= 2;
      }
      int keys = Math.min(shape.positions(), TILE / (lanes * LANE_CHANNELS));
      long needed = ((long) shape.positions() + ROWS - 1) / ROWS * lanes;
      int threads = (int) Math.min(MOST_THREADS, (needed + WARP - 1) / WARP * WARP);
      return new Blocks(lanes, keys, threads, Grid.over(needed, threads).x());
    }

    Grid grid(HeadShape shape) {
      return Grid.of(shape.all() * tiles);
    }

    /** Two tiles, and three numbers for each of their rows. */
    int shared() {
      return (2 * lanes * LANE_CHANNELS + 3) * keys * Float.BYTES;
    }
  }

  void forward(Tensor qkv, int heads, Tensor out) {
    HeadShape shape = HeadShape.of(qkv, heads, out, null);
    Blocks blocks = Blocks.of(shape);
    launcher.launch(
        shape.kernel("attention"),
        blocks.grid(shape),
        blocks.threads(),
        blocks.shared(),
        qkv,
        out,
        shape.positions(),
        heads,
        shape.width(),
        blocks.lanes(),
        blocks.keys(),
        blocks.tiles());
  }

  void backward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv) {
    HeadShape shape = HeadShape.of(qkv, heads, dOut, dQkv);
    Blocks blocks = Blocks.of(shape);
    Tensor statistics = launcher.scratch(3 * shape.all() * shape.positions());
    if (blocks.tiles() == 1) {
      backward(shape, blocks, qkv, dOut, dQkv, statistics, true, true);
    } else {
      backward(shape, blocks, qkv, dOut, dQkv, statistics, true, false);
      backward(shape, blocks, qkv, dOut, dQkv, statistics, false, true);
    }
  }

  private void backward(
      HeadShape shape,
      Blocks blocks,
      Tensor qkv,
      Tensor dOut,
      Tensor dQkv,
      Tensor statistics,
      boolean queries,
      boolean keys) {
    launcher.launch(
        shape.kernel("attention_backward"),
        blocks.grid(shape),
        blocks.threads(),
        blocks.shared(),
        qkv,
        dOut,
        dQkv,
        statistics,
        shape.all() * shape.positions(),
        shape.positions(),
        shape.heads(),
        shape.width(),
        blocks.lanes(),
        blocks.keys(),
        blocks.tiles(),
        queries ? 1 : 0,
        keys ? 1 : 0);
  }
}
