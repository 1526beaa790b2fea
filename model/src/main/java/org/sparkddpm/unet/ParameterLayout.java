package org.sparkddpm.unet;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each named parameter lies in the flat vector of all parameters.
 *
 * @param entries in the order of the flat vector, without gaps
 */
public record ParameterLayout(List<Entry> entries) {

  /**
   * One parameter.
   *
   * @param name for example {@code down0.resnet1.conv1.weight}
   * @param shape in c order
   * @param offset of its first value in the flat vector
   * @param length number of values
   */
  public record Entry(String name, List<Long> shape, int offset, int length) {}

  /** Copies the list. */
  public ParameterLayout {
    entries = List.copyOf(entries);
  }

  /** The parameters of a network. */
  public static ParameterLayout of(UNetConfig config) {
    return of(UNetGraph.nodes(config));
  }

  /** The parameters of some nodes, one node after the other. */
  public static ParameterLayout of(List<Node> nodes) {
    List<Entry> entries = new ArrayList<>();
    int offset = 0;
    for (Node node : nodes) {
      for (Parameter parameter : node.block().parameters()) {
        int length = Math.toIntExact(parameter.length());
        entries.add(
            new Entry(node.name() + "." + parameter.name(), parameter.shape(), offset, length));
        offset = Math.addExact(offset, length);
      }
    }
    return new ParameterLayout(entries);
  }

  /** Number of values of all parameters together. */
  public int length() {
    Entry last = entries.get(entries.size() - 1);
    return last.offset() + last.length();
  }
}
