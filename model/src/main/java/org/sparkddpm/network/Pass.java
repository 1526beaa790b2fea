package org.sparkddpm.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.unet.Block;
import org.sparkddpm.unet.Node;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetGraph;

/**
 * The network for one number of images: a fixed list of calls over fixed tensors, first those of
 * the prediction and then, in a pass for training, those of the gradients. Gradients of a tensor
 * that several blocks read are summed in the order in which DL4J does it, so that both give the
 * same bits on the same kernels.
 */
public final class Pass {

  private final Tensor images;
  private final Tensor timesteps;
  private final Tensor labels;
  private final Tensor prediction;
  private final Tensor dPrediction;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  private Pass(Builder built) {
    this.images = built.inputs.get(UNetGraph.IMAGE);
    this.timesteps = built.inputs.get(UNetGraph.TIMESTEP);
    this.labels = built.inputs.get(UNetGraph.LABEL);
    this.prediction = built.prediction;
    this.dPrediction = built.dPrediction;
    built.write(forward, backward);
  }

  /**
   * A pass.
   *
   * @param parameters all of them, flat
   * @param gradients as long, or null for a pass that only predicts
   */
  static Pass of(UNetConfig config, Engine engine, int count, Tensor parameters, Tensor gradients) {
    return new Pass(new Builder(config, engine, count, parameters, gradients));
  }

  /** Noised images {@code [N, imageSize]}, to be written before {@link #forward}. */
  public Tensor images() {
    return images;
  }

  /** {@code [N, 1]}, to be written before {@link #forward}. */
  public Tensor timesteps() {
    return timesteps;
  }

  /** {@code [N, 1]}, to be written before {@link #forward}. */
  public Tensor labels() {
    return labels;
  }

  /** Number of images. */
  public int size() {
    return Math.toIntExact(images.size(0));
  }

  /** The predicted noise {@code [N, imageSize]} after {@link #forward}. */
  public Tensor prediction() {
    return prediction;
  }

  /** Its gradient {@code [N, imageSize]}, to be written before {@link #backward}; or null. */
  public Tensor dPrediction() {
    return dPrediction;
  }

  /** Predicts. */
  public void forward() {
    forward.forEach(Runnable::run);
  }

  /** Overwrites the gradients of all parameters, from what {@link #forward} has left. */
  public void backward() {
    backward.forEach(Runnable::run);
  }

  /** Plans the buffers, then writes the calls down. */
  private static final class Builder {
    private final Engine engine;
    private final List<Node> nodes;
    private final boolean trains;
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final long[][] shapes;
    private final List<List<Tensor>> parameters = new ArrayList<>();
    private final List<List<Tensor>> dParameters = new ArrayList<>();
    private final Tensor prediction;
    private final Tensor dPrediction;
    private final GradientPlan gradients;
    private final BufferPlan plan = new BufferPlan();
    private final int[] outputs;

    Builder(UNetConfig config, Engine engine, int count, Tensor flat, Tensor dFlat) {
      this.engine = engine;
      this.nodes = UNetGraph.nodes(config);
      this.trains = dFlat != null;
      this.shapes = new long[nodes.size()][];
      this.outputs = new int[nodes.size()];
      inputs.put(UNetGraph.IMAGE, engine.floats(count, config.imageSize()));
      inputs.put(UNetGraph.TIMESTEP, engine.floats(count, 1));
      inputs.put(UNetGraph.LABEL, engine.floats(count, 1));
      prediction = engine.floats(count, config.imageSize());
      dPrediction = trains ? engine.floats(count, config.imageSize()) : null;
      long offset = 0;
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        places.put(node.name(), i);
        shapes[i] =
            node.block()
                .outputShape(node.inputs().stream().map(this::shape).toArray(long[][]::new));
        parameters.add(views(node.block(), flat, offset));
        dParameters.add(trains ? views(node.block(), dFlat, offset) : List.of());
        offset += parameters.get(i).stream().mapToLong(Tensor::length).sum();
      }
      planOutputs();
      gradients = trains ? new GradientPlan(nodes, places, this::shape, plan) : null;
    }

    private static List<Tensor> views(Block block, Tensor flat, long offset) {
      List<Tensor> views = new ArrayList<>();
      for (var parameter : block.parameters()) {
        views.add(flat.part(offset, parameter.dimensions()));
        offset += parameter.length();
      }
      return views;
    }

    private long[] shape(String name) {
      return inputs.containsKey(name) ? inputs.get(name).shape() : shapes[places.get(name)];
    }

    private void planOutputs() {
      int last = nodes.size() - 1;
      for (int i = 0; i <= last; i++) {
        // The last node writes the prediction, which has a place of its own.
        outputs[i] = i == last ? -1 : plan.add(shapes[i], i);
        for (String name : nodes.get(i).inputs()) {
          if (!inputs.containsKey(name)) {
            int read = trains && nodes.get(i).block().rereadsInputs() ? backwardCall(i) : i;
            plan.use(outputs[places.get(name)], read);
          }
        }
      }
    }

    private int backwardCall(int node) {
      return GradientPlan.backwardCall(nodes.size(), node);
    }

    void write(List<Runnable> forward, List<Runnable> backward) {
      List<Tensor> buffers = plan.allocate(engine);
      Tensor[] results = new Tensor[nodes.size()];
      for (int i = 0; i < results.length; i++) {
        results[i] = i == results.length - 1 ? prediction : buffers.get(outputs[i]);
        Block block = nodes.get(i).block();
        List<Tensor> in = inputsOf(i, results);
        List<Tensor> own = parameters.get(i);
        Tensor out = results[i];
        forward.add(() -> block.forward(engine.kernels(), in, own, out));
      }
      if (trains) {
        gradients.write(
            engine.kernels(),
            buffers,
            dPrediction,
            (node, dOut, dIn) -> {
              Block block = nodes.get(node).block();
              List<Tensor> in = inputsOf(node, results);
              List<Tensor> own = parameters.get(node);
              List<Tensor> dOwn = dParameters.get(node);
              backward.add(() -> block.backward(engine.kernels(), in, own, dOut, dIn, dOwn));
            },
            backward);
      }
    }

    private List<Tensor> inputsOf(int node, Tensor[] results) {
      return Arrays.asList(
          nodes.get(node).inputs().stream()
              .map(name -> inputs.containsKey(name) ? inputs.get(name) : results[places.get(name)])
              .toArray(Tensor[]::new));
    }
  }
}
