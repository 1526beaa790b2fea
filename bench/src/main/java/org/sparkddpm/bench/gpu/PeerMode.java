package org.sparkddpm.bench.gpu;

import java.util.Locale;

/** How PyTorch runs the network. */
enum PeerMode {
  /** Operation by operation. */
  EAGER,
  /** {@code torch.compile}. */
  COMPILE,
  /** {@code torch.compile(mode="reduce-overhead")}, which replays CUDA graphs. */
  GRAPHS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
