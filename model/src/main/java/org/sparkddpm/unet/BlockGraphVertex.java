package org.sparkddpm.unet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.nd4j.Nd4jEngine;

/**
 * A block at work in DL4J's own run of the graph, on the reference engine. Its output and gradient
 * arrays are made once per input shape and used again in every pass, so that a training step
 * allocates next to nothing; they are valid until the graph's next pass.
 */
final class BlockGraphVertex extends BaseGraphVertex {

  private static final long serialVersionUID = 1L;

  private final BlockVertex config;
  private final Block block;
  private final transient INDArray flatParameters;
  private final transient INDArray[] parameters;
  private transient INDArray flatGradients;
  private transient INDArray[] gradients = new INDArray[0];
  private transient Nd4jEngine engine;
  private final transient Map<String, Buffers> buffers = new HashMap<>();

  /** The arrays of one input shape. */
  private static final class Buffers {
    private INDArray out;
    private INDArray[] dIn;
  }

  BlockGraphVertex(
      BlockVertex config,
      ComputationGraph graph,
      String name,
      int index,
      INDArray flatParameters,
      DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.config = config;
    this.block = config.block();
    this.flatParameters = flatParameters;
    this.parameters = views(flatParameters);
  }

  private INDArray[] views(INDArray flat) {
    List<Parameter> described = block.parameters();
    INDArray[] views = new INDArray[described.size()];
    long first = 0;
    for (int i = 0; i < views.length; i++) {
      Parameter parameter = described.get(i);
      long last = first + parameter.length();
      views[i] =
          flat.reshape(flat.length())
              .get(NDArrayIndex.interval(first, last))
              .reshape('c', parameter.dimensions());
      first = last;
    }
    return views;
  }

  private Buffers buffersFor(INDArray[] in) {
    long[][] shapes = Arrays.stream(in).map(INDArray::shape).toArray(long[][]::new);
    return buffers.computeIfAbsent(
        Arrays.deepToString(shapes),
        shape -> {
          Buffers made = new Buffers();
          made.out = Nd4j.create(dataType, block.outputShape(shapes), 'c');
          return made;
        });
  }

  private INDArray[] gradientBuffers(Buffers made) {
    if (made.dIn == null) {
      made.dIn = new INDArray[inputs.length];
      if (block.differentiableInput()) {
        for (int i = 0; i < inputs.length; i++) {
          made.dIn[i] = Nd4j.create(dataType, inputs[i].shape(), 'c');
        }
      }
    }
    return made.dIn;
  }

  private Nd4jEngine engine() {
    if (engine == null) {
      engine = new Nd4jEngine(dataType);
    }
    return engine;
  }

  /** The same memory; a gradient that nobody computes stays null. */
  private List<Tensor> tensors(INDArray[] arrays) {
    return Arrays.stream(arrays).map(each -> each == null ? null : engine().tensor(each)).toList();
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray out = buffersFor(inputs).out;
    block.forward(engine().kernels(), tensors(inputs), tensors(parameters), engine().tensor(out));
    return out;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] dIn = gradientBuffers(buffersFor(inputs));
    block.backward(
        engine().kernels(),
        tensors(inputs),
        tensors(parameters),
        engine().tensor(epsilon),
        tensors(dIn),
        tensors(gradients));
    Gradient gradient = new DefaultGradient();
    List<Parameter> described = block.parameters();
    for (int i = 0; i < gradients.length; i++) {
      gradient.gradientForVariable().put(described.get(i).name(), gradients[i]);
    }
    return new Pair<>(gradient, dIn);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray flat) {
    this.flatGradients = flat;
    this.gradients = views(flat);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    Map<String, INDArray> table = new LinkedHashMap<>();
    List<Parameter> described = block.parameters();
    for (int i = 0; i < parameters.length; i++) {
      table.put(described.get(i).name(), parameters[i]);
    }
    return table;
  }

  @Override
  public INDArray params() {
    return flatParameters;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradients;
  }

  @Override
  public TrainingConfig getConfig() {
    return config;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] maskArrays, MaskState currentMaskState, int minibatchSize) {
    return null;
  }

  @Override
  public String toString() {
    return getVertexName() + " = " + block;
  }
}
