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

  /**
   * The parameters of some nodes, one node after the other.
   *
   * @throws IllegalArgumentException if they are more than 2^31 - 1
   */
  public static ParameterLayout of(List<Node> nodes) {
    List<Entry> entries = new ArrayList<>();
    int offset = 0;
    for (Node node : nodes) {
      for (Parameter parameter : node.block().parameters()) {
        String name = node.name() + "." + parameter.name();
        if (parameter.length() > Integer.MAX_VALUE - offset) {
          throw new IllegalArgumentException(
              "the network has more than %s parameters, which no machine can hold in one vector: %s alone has the shape %s; give a smaller one"
                  .formatted(Integer.MAX_VALUE, name, parameter.shape()));
        }
        int length = (int) parameter.length();
        entries.add(new Entry(name, parameter.shape(), offset, length));
        offset += length;
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
