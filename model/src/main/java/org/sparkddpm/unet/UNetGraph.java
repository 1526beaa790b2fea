package org.sparkddpm.unet;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Draws the U-Net as a DL4J ComputationGraph of blocks: the one definition of the network.
 *
 * <p>Inputs: {@code image} [N, imageSize], {@code timestep} [N, 1], {@code label} [N, 1]. Output:
 * {@code noise} [N, imageSize], a mean squared error against the noise that was added.
 */
public final class UNetGraph {

  /** Name of the input of noised images. */
  public static final String IMAGE = "image";

  /** Name of the input of timesteps. */
  public static final String TIMESTEP = "timestep";

  /** Name of the input of labels. */
  public static final String LABEL = "label";

  /** Name of the output. */
  public static final String NOISE = "noise";

  private final UNetConfig config;
  private final IUpdater updater;
  private final ComputationGraphConfiguration.GraphBuilder graph;
  private final LevelParts parts;

  private UNetGraph(UNetConfig config, IUpdater updater, DataType type) {
    this.config = config;
    this.updater = updater;
    this.parts = new LevelParts(config, this::add);
    this.graph =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .updater(updater)
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(IMAGE, TIMESTEP, LABEL);
  }

  /**
   * The definition, as DL4J itself would train it.
   *
   * @param updater DL4J's optimiser configuration, shared by all parameters
   */
  public static ComputationGraphConfiguration of(
      UNetConfig config, IUpdater updater, DataType type) {
    return new UNetGraph(config, updater, type).draw();
  }

  /** The definition itself, for parameters that are not trained by DL4J. */
  public static ComputationGraphConfiguration of(UNetConfig config) {
    return of(config, new NoOp(), DataType.FLOAT);
  }

  /**
   * The blocks of a network in DL4J's topological order, in which it also lays out their
   * parameters; the last one gives the predicted noise.
   */
  public static List<Node> nodes(UNetConfig config) {
    ComputationGraphConfiguration definition = of(config);
    GraphIndices indices = new ComputationGraph(definition).calculateIndices();
    List<Node> nodes = new ArrayList<>();
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      if (definition.getVertices().get(name) instanceof BlockVertex vertex) {
        nodes.add(new Node(name, vertex.block(), definition.getVertexInputs().get(name)));
      }
    }
    String last = nodes.get(nodes.size() - 1).name();
    if (!definition.getVertexInputs().get(NOISE).equals(List.of(last))) {
      throw new IllegalStateException(last + " comes last but does not give the predicted noise");
    }
    return nodes;
  }

  private ComputationGraphConfiguration draw() {
    embeddings();
    String x = stem();
    List<String> skips = new ArrayList<>();
    long in = config.stemChannels();
    int last = config.levels() - 1;
    for (int level = 0; level <= last; level++) {
      String name = "down" + level;
      long out = config.channels(level);
      x = stage(name, level, List.of(x), in, out);
      skips.add(x);
      if (level < last) {
        x = add(name + ".downsample", new Convolution(out, out, 4, 2), x);
      }
      in = out;
    }
    x = middle(x, in);
    for (int level = last; level >= 1; level--) {
      String name = "up" + level;
      long out = config.channels(level - 1);
      x = stage(name, level, List.of(x, skips.get(level)), 2 * in, out);
      x = add(name + ".upsample", new TransposedConvolution(out, out, 4, 2), x);
      in = out;
    }
    x = add("end.concat", new Concat(), x, skips.get(0));
    x = parts.lastResNet("end.resnet", x, 2 * in, config.dim());
    x = parts.pixels(x, pixels());
    x = add("end.image", patches(true), x);
    graph.addLayer(
        NOISE,
        new LossLayer.Builder(LossFunctions.LossFunction.MSE)
            .activation(Activation.IDENTITY)
            .build(),
        x);
    return graph.setOutputs(NOISE).validateOutputLayerConfig(false).build();
  }

  private void embeddings() {
    int dim = config.dim();
    add("time.sinusoid", new SinusoidalEmbedding(dim), TIMESTEP);
    add("time.dense1", Dense.withBias(dim, config.timeChannels()), "time.sinusoid");
    add("time.gelu", new Activate(org.sparkddpm.engine.Activation.GELU), "time.dense1");
    String time =
        add(
            "time.dense2",
            Dense.withBias(config.timeChannels(), config.timeChannels()),
            "time.gelu");
    add(LevelParts.CLASS, new Embedding(config.classes() + 1L, UNetConfig.CLASS_CHANNELS), LABEL);
    if (config.classInTime()) {
      add(
          "class.dense",
          Dense.withBias(UNetConfig.CLASS_CHANNELS, config.timeChannels()),
          LevelParts.CLASS);
      time = add("time.class", new Sum(), time, "class.dense");
    }
    add(LevelParts.CONDITION, new Activate(org.sparkddpm.engine.Activation.SILU), time);
  }

  private String stem() {
    add("stem.patches", patches(false), IMAGE);
    return add(
        "stem.conv",
        new Convolution(pixels(), config.stemChannels(), config.stemKernel(), 1),
        "stem.patches");
  }

  /** Class map, two residual blocks, and linear attention where the level has it. */
  private String stage(String name, int level, List<String> inputs, long in, long out) {
    String x = parts.entry(name, level, inputs, in, out);
    x = parts.resNet(name + ".resnet2", x, out, out);
    return config.linearAttention().get(level)
        ? parts.attention(name + ".attention", x, out, true)
        : x;
  }

  private String middle(String input, long channels) {
    String x = parts.entry("middle", config.levels() - 1, List.of(input), channels, channels);
    if (config.middleAttention()) {
      x = parts.attention("middle.attention", x, channels, false);
    }
    return parts.resNet("middle.resnet2", x, channels, channels);
  }

  private Patches patches(boolean merge) {
    return new Patches(config.height(), config.width(), config.channels(), config.patch(), merge);
  }

  private long pixels() {
    return (long) config.patch() * config.patch() * config.channels();
  }

  private String add(String name, Block block, String... inputs) {
    graph.addVertex(name, new BlockVertex(name, block, inputs.length, updater), inputs);
    return name;
  }
}
