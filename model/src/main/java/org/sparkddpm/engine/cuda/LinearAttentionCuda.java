package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.WARP;

import org.sparkddpm.engine.Tensor;

/** Linear attention (Shen et al. 2021; {@code linear_attention.cu}). */
final class LinearAttentionCuda {

  /** The widest head, in channels. */
  static final int MOST_WIDTH = 64;

  /** Channels that are computed together, in {@code linear_head.cuh}. */
  private static final int BLOCK = 32;

  private static final int THREADS = 128;

  /** Positions that a team of warps takes at once, for each 32 channels. */
  private static final int CHUNK = 16;

  /** Added to a row in shared memory, against bank conflicts. */
  private static final int PADDING = 4;

  private final Launcher launcher;

  LinearAttentionCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void forward(Tensor qkv, int heads, Tensor out) {
    HeadShape shape = HeadShape.of(qkv, heads, out, null);
    launch("linear_attention", shape, 1, qkv, out);
  }

  void backward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv) {
    HeadShape shape = HeadShape.of(qkv, heads, dOut, dQkv);
    launch("linear_attention_backward", shape, 2, qkv, dOut, dQkv);
  }

  /**
   * Starts a block for each head.
   *
   * @param contexts matrices of a head's width squared that the kernel keeps in shared memory
   */
  private void launch(String name, HeadShape shape, int contexts, Tensor... tensors) {
    shape.requireWidth(MOST_WIDTH, "linear attention");
    int blocks = shape.packed() && shape.width() <= BLOCK ? 1 : 2;
    Object[] arguments = new Object[tensors.length + 3];
    System.arraycopy(tensors, 0, arguments, 0, tensors.length);
    arguments[tensors.length] = shape.positions();
    arguments[tensors.length + 1] = shape.heads();
    arguments[tensors.length + 2] = shape.width();
    launcher.launch(
        shape.kernel(name + "_" + blocks),
        Grid.of(shape.all()),
        THREADS,
        shared(blocks, contexts),
        arguments);
  }

  /**
   * Two vectors of channels for each warp, three for the block, two tiles of rows for each team,
   * and the contexts.
   */
  private static int shared(int blocks, int contexts) {
    int warps = THREADS / WARP;
    int teams = warps / (blocks * blocks);
    int rowsOfTeam = 2 * CHUNK * blocks;
    int vectors = (2 * warps + 3) * blocks * BLOCK;
    int rows = teams * rowsOfTeam + contexts * blocks * BLOCK;
    return (vectors + rows * (blocks * BLOCK + PADDING)) * Float.BYTES;
  }
}
