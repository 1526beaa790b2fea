package org.sparkddpm.unet;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.kernels.Kernels;

/**
 * A U-Net ready to work: a DL4J ComputationGraph, its kernels and the names of its parameters. Not
 * thread-safe; its arrays are used again in every pass.
 */
public final class UNet {

  private final UNetConfig config;
  private final ComputationGraph graph;
  private final Kernels kernels;
  private final ParameterLayout layout;
  private final List<Parameter> parameters;

  private UNet(UNetConfig config, IUpdater updater, DataType type, Kernels kernels) {
    this.config = config;
    this.kernels = kernels;
    this.graph = new ComputationGraph(UNetGraph.of(config, updater, type));
    graph.init();
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex instanceof BlockGraphVertex block) {
        block.useKernels(kernels);
      }
    }
    List<BlockVertex> blocks = UNetGraph.blocks(graph);
    this.layout = ParameterLayout.of(blocks);
    this.parameters = blocks.stream().flatMap(each -> each.block().parameters().stream()).toList();
  }

  /** Where each parameter of such a network lies, without building it. */
  public static ParameterLayout layout(UNetConfig config) {
    return ParameterLayout.of(
        UNetGraph.blocks(new ComputationGraph(UNetGraph.of(config, new NoOp(), DataType.FLOAT))));
  }

  /**
   * A network for training, its parameters all zero until {@link #initialize} or {@link
   * #setParameters}.
   *
   * @param updater DL4J's optimiser configuration, shared by all parameters
   * @param kernels what computes the layers
   */
  public static UNet forTraining(
      UNetConfig config, IUpdater updater, DataType type, Kernels kernels) {
    return new UNet(config, updater, type, kernels);
  }

  /** A network that only predicts, in single precision on the fastest kernels. */
  public static UNet forInference(UNetConfig config) {
    return forInference(config, Kernels.fastestForFixedWeights(DataType.FLOAT));
  }

  /** The same on kernels of the caller's choice. */
  public static UNet forInference(UNetConfig config, Kernels kernels) {
    return new UNet(config, new NoOp(), DataType.FLOAT, kernels);
  }

  /** The shape of this network. */
  public UNetConfig config() {
    return config;
  }

  /** The graph itself. */
  public ComputationGraph graph() {
    return graph;
  }

  /** Where each parameter lies in the flat vector. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Starts every parameter as a pure function of the seed and the parameter's place: layers uniform
   * by their fan-in, embeddings normal, norms the identity.
   */
  public void initialize(long seed) {
    float[] values = new float[layout.length()];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      ParameterLayout.Entry entry = layout.entries().get(i);
      RandomStream stream = RandomStream.of(seed, Purpose.WEIGHTS, i);
      switch (parameter.init()) {
        case UNIFORM ->
            stream.fillUniform(
                values,
                entry.offset(),
                entry.length(),
                (float) (1 / Math.sqrt((double) parameter.fanIn())));
        case NORMAL -> stream.fillGaussian(values, entry.offset(), entry.length());
        case ONE -> Arrays.fill(values, entry.offset(), entry.offset() + entry.length(), 1f);
        case ZERO -> {}
      }
    }
    setParameters(values);
  }

  /** A copy of all parameters in the order of {@link #layout()}. */
  public float[] parameters() {
    return graph.params().toFloatVector();
  }

  /** Copies all parameters to {@code into}, in the order of {@link #layout()}. */
  public void readParameters(FloatBuffer into) {
    FlatVector.read(graph.params(), into);
  }

  /**
   * Overwrites all parameters.
   *
   * @throws IllegalArgumentException if the length is not {@code layout().length()}
   */
  public void setParameters(float[] values) {
    setParameters(FloatBuffer.wrap(values));
  }

  /**
   * Overwrites all parameters with all that is left in {@code values}.
   *
   * @throws IllegalArgumentException if that is not {@code layout().length()} floats
   */
  public void setParameters(FloatBuffer values) {
    if (values.remaining() != layout.length()) {
      throw new IllegalArgumentException(
          "the network has "
              + layout.length()
              + " parameters, but "
              + values.remaining()
              + " were given; the checkpoint belongs to another configuration");
    }
    FlatVector.write(values, graph.params());
    kernels.weightsChanged();
  }

  /**
   * Predicts the noise of a batch, without any state kept for a backward pass.
   *
   * @param images {@code [N, imageSize]}
   * @param timesteps {@code [N, 1]}
   * @param labels {@code [N, 1]}, {@link UNetConfig#noLabelIndex()} for none
   * @return {@code [N, imageSize]}, the caller's own
   */
  public INDArray predict(INDArray images, INDArray timesteps, INDArray labels) {
    return graph.output(false, images, timesteps, labels)[0];
  }
}
