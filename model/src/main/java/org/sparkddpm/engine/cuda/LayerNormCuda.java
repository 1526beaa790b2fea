package org.sparkddpm.engine.cuda;

import java.util.Arrays;
import org.sparkddpm.engine.Tensor;

/** Layer normalisation over the last axis ({@code layer_norm.cu}). */
final class LayerNormCuda {

  /** Blocks on a multiprocessor at a time. */
  private static final int BLOCKS_EACH = 8;

  /** Blocks that give parts of a gradient: the same on all cards, so that its sum's order is. */
  private static final long MOST_PARTS = 512;

  private final Launcher launcher;

  LayerNormCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void forward(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    int channels = requireChannels(x, gain, bias);
    Shapes.requireLength(out, x.length(), "the output");
    RowLanes lanes = RowLanes.of(channels, Packs.fit(x, out));
    long most = (long) launcher.multiprocessors() * BLOCKS_EACH;
    launch("layer_norm", lanes, blocks(x, lanes, most), 0, x, gain, bias, out, x.rows(), channels);
  }

  void backward(Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    int channels = requireChannels(x, gain, dGain, dBias);
    Shapes.requireLength(dOut, x.length(), "the output's gradient");
    Shapes.requireLength(dx, x.length(), "the gradient of x");
    RowLanes lanes = RowLanes.of(channels, Packs.fit(x, dOut, dx));
    Grid grid = blocks(x, lanes, MOST_PARTS);
    Tensor partials = launcher.scratch(2L * grid.x() * channels);
    int shared = lanes.wide() ? 0 : lanes.rows() * 2 * channels * Float.BYTES;
    launch(
        "layer_norm_backward",
        lanes,
        grid,
        shared,
        x,
        gain,
        dOut,
        dx,
        partials,
        x.rows(),
        channels);
    PartialSums.add(launcher, partials, grid.x(), dGain, dBias);
  }

  private void launch(String name, RowLanes lanes, Grid grid, int shared, Object... arguments) {
    Object[] all = arguments;
    if (!lanes.wide()) {
      all = Arrays.copyOf(arguments, arguments.length + 1);
      all[arguments.length] = lanes.lanes();
    }
    launcher.launch(lanes.kernel(name), grid, Launcher.THREADS, shared, all);
  }

  private static Grid blocks(Tensor x, RowLanes lanes, long most) {
    return Grid.of(Math.min(Grid.over(x.rows(), lanes.rows()).x(), most));
  }

  private static int requireChannels(Tensor x, Tensor... perChannel) {
    int channels = Math.toIntExact(x.size(-1));
    for (Tensor tensor : perChannel) {
      Shapes.requireLength(tensor, channels, "a gain, a bias or their gradient");
    }
    return channels;
  }
}
