package org.sparkddpm.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.unet.Block;
import org.sparkddpm.unet.Node;

/**
 * Where the gradients of a pass lie and in which order they are computed: from the last node to the
 * first. The first block that reads a tensor, seen from the end, writes the tensor's gradient;
 * others write into memory of their own, which is then added to it.
 */
final class GradientPlan {

  private final List<Node> nodes;
  private final Map<String, Integer> places;

  /** The buffer of each node's gradient; -1 where nothing before it has parameters. */
  private final int[] gradients;

  /** The buffer into which a node writes the gradient of each input; -1 for none. */
  private final int[][] written;

  /** A node's part of the backward pass, given its own gradient and where to write those. */
  @FunctionalInterface
  interface Backward {
    void of(int node, Tensor dOut, List<Tensor> dIn);
  }

  /**
   * A plan.
   *
   * @param places of the nodes by their names
   * @param shape of a node's or an input's output by its name
   */
  GradientPlan(
      List<Node> nodes,
      Map<String, Integer> places,
      Function<String, long[]> shape,
      BufferPlan plan) {
    this.nodes = nodes;
    this.places = places;
    this.gradients = new int[nodes.size()];
    this.written = new int[nodes.size()][];
    Arrays.fill(gradients, -1);
    boolean[] needed = needed();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      written[i] = new int[node.inputs().size()];
      Arrays.fill(written[i], -1);
      // The last node's gradient is given; of others whom nobody reads there is none.
      if (!needed[i] || (i < nodes.size() - 1 && gradients[i] < 0)) {
        continue;
      }
      int call = backwardCall(nodes.size(), i);
      if (gradients[i] >= 0) {
        plan.use(gradients[i], call);
      }
      for (int k = 0; k < written[i].length; k++) {
        String name = node.inputs().get(k);
        Integer input = places.get(name);
        if (!node.block().differentiableInput()) {
          continue;
        }
        if (input == null) {
          if (!node.block().inputGradientOptional() && !node.block().passesGradient()) {
            written[i][k] = plan.add(shape.apply(name), call);
          }
        } else if (needed[input] && gradients[input] < 0) {
          gradients[input] = plan.add(shape.apply(name), call);
          written[i][k] = gradients[input];
        } else if (needed[input]) {
          plan.use(gradients[input], call);
          written[i][k] = node.block().passesGradient() ? -1 : plan.add(shape.apply(name), call);
        } else if (!node.block().inputGradientOptional() && !node.block().passesGradient()) {
          written[i][k] = plan.add(shape.apply(name), call);
        }
      }
    }
  }

  /** The number of a node's backward call; the forward calls come first, then the loss. */
  static int backwardCall(int nodes, int node) {
    return 2 * nodes - node;
  }

  /** Which nodes have parameters, or stand behind one that has. */
  private boolean[] needed() {
    boolean[] needed = new boolean[nodes.size()];
    for (int i = 0; i < needed.length; i++) {
      Node node = nodes.get(i);
      needed[i] =
          !node.block().parameters().isEmpty()
              || node.inputs().stream()
                  .anyMatch(name -> places.containsKey(name) && needed[places.get(name)]);
    }
    return needed;
  }

  /**
   * Writes the calls down.
   *
   * @param last the gradient of the last node's output
   * @param backward adds a node's own call
   * @param calls receives the calls that sum gradients
   */
  void write(
      LayerKernels kernels,
      List<Tensor> buffers,
      Tensor last,
      Backward backward,
      List<Runnable> calls) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Tensor dOut =
          i == nodes.size() - 1 ? last : gradients[i] < 0 ? null : buffers.get(gradients[i]);
      if (dOut == null) {
        continue;
      }
      List<Integer> inputs = new ArrayList<>();
      for (String name : nodes.get(i).inputs()) {
        inputs.add(places.getOrDefault(name, -1));
      }
      Block block = nodes.get(i).block();
      if (!block.passesGradient()) {
        backward.of(
            i,
            dOut,
            Arrays.asList(
                Arrays.stream(written[i])
                    .mapToObj(buffer -> buffer < 0 ? null : buffers.get(buffer))
                    .toArray(Tensor[]::new)));
      }
      for (int k = 0; k < written[i].length; k++) {
        int input = inputs.get(k);
        if (input < 0 || gradients[input] < 0) {
          continue;
        }
        Tensor sum = buffers.get(gradients[input]);
        if (written[i][k] == gradients[input]) {
          if (block.passesGradient()) {
            calls.add(() -> kernels.copy(dOut, sum));
          }
        } else {
          Tensor more =
              block.passesGradient() ? dOut.reshape(sum.shape()) : buffers.get(written[i][k]);
          calls.add(() -> kernels.add(sum, more, sum));
        }
      }
    }
  }
}
