package org.sparkddpm.unet;

import java.util.List;

/**
 * A block in its place in a network.
 *
 * @param inputs names of the nodes, or of the network's inputs, that it takes
 */
public record Node(String name, Block block, List<String> inputs) {

  /** Copies the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }
}
