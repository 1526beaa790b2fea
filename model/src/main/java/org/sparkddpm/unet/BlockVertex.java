package org.sparkddpm.unet;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** A block as the configuration of a vertex of a DL4J ComputationGraph. */
final class BlockVertex extends GraphVertex implements TrainingConfig {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final Block block;
  private final int inputs;
  private final IUpdater updater;

  BlockVertex(String name, Block block, int inputs, IUpdater updater) {
    this.name = name;
    this.block = block;
    this.inputs = inputs;
    this.updater = updater;
  }

  Block block() {
    return block;
  }

  @Override
  public GraphVertex clone() {
    return new BlockVertex(name, block, inputs, updater.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockVertex that
        && name.equals(that.name)
        && block.equals(that.block)
        && updater.equals(that.updater);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, block);
  }

  @Override
  public long numParams(boolean backprop) {
    return block.parameters().stream().mapToLong(Parameter::length).sum();
  }

  @Override
  public int minVertexInputs() {
    return inputs;
  }

  @Override
  public int maxVertexInputs() {
    return inputs;
  }

  @Override
  public BlockGraphVertex instantiate(
      ComputationGraph graph,
      String vertexName,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    return new BlockGraphVertex(this, graph, vertexName, index, parameters, dataType);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
    throw new UnsupportedOperationException("a BlockVertex knows its shapes without input types");
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    throw new UnsupportedOperationException("a BlockVertex has no memory report");
  }

  @Override
  public String getLayerName() {
    return name;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return List.of();
  }

  @Override
  public boolean isPretrainParam(String parameter) {
    return false;
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return updater;
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.None;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return 0;
  }

  @Override
  public void setDataType(DataType dataType) {}
}
