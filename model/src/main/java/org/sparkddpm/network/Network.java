package org.sparkddpm.network;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.unet.ParameterLayout;
import org.sparkddpm.unet.UNetConfig;

/**
 * A U-Net on an engine: its parameters in one flat tensor, and its passes, one for each number of
 * images, made when first asked for. Not thread-safe.
 */
public final class Network implements AutoCloseable {

  private final UNetConfig config;
  private final Engine engine;
  private final ParameterLayout layout;
  private final Tensor parameters;
  private final Tensor gradients;
  private final Map<Integer, Pass> passes = new HashMap<>();
  private final Map<Integer, Pass> predicting = new HashMap<>();

  private Network(UNetConfig config, Engine engine, boolean trains) {
    this.config = config;
    this.engine = engine;
    this.layout = ParameterLayout.of(config);
    this.parameters = engine.floats(layout.length());
    this.gradients = trains ? engine.floats(layout.length()) : null;
  }

  /**
   * A network for training, its parameters all zero until {@link #initialize} or {@link
   * #setParameters}.
   *
   * @param engine the network's own, made for weights that change
   */
  public static Network forTraining(UNetConfig config, Engine engine) {
    if (engine.fixedWeights()) {
      throw new IllegalArgumentException(
          "engine " + engine.name() + " was made for weights that stay; training needs another");
    }
    return new Network(config, engine, true);
  }

  /** A network that only predicts, on the fastest engine of the host. */
  public static Network forInference(UNetConfig config) {
    return forInference(config, Engines.fastest(EngineSettings.onHost(true)));
  }

  /** The same on an engine of the caller's choice. */
  public static Network forInference(UNetConfig config, Engine engine) {
    return new Network(config, engine, false);
  }

  /** The shape of this network. */
  public UNetConfig config() {
    return config;
  }

  /** What it computes on. */
  public Engine engine() {
    return engine;
  }

  /** The pass for so many images, with gradients where the network trains; the same each time. */
  public Pass pass(int images) {
    return passes.computeIfAbsent(
        images, count -> Pass.of(config, engine, count, parameters, gradients));
  }

  /** A pass that only predicts, in a network for training too; the same each time. */
  public Pass predictingPass(int images) {
    return gradients == null
        ? pass(images)
        : predicting.computeIfAbsent(
            images, count -> Pass.of(config, engine, count, parameters, null));
  }

  /** All parameters in the order of {@link #layout()}. */
  public Tensor parameterTensor() {
    return parameters;
  }

  /** The gradients that a backward pass leaves, in the same order. */
  public Tensor gradientTensor() {
    return gradients;
  }

  /** Where each parameter lies in the flat vector. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Starts every parameter as {@link InitialParameters} says. */
  public void initialize(long seed) {
    setParameters(InitialParameters.of(config, seed));
  }

  /** A copy of all parameters in the order of {@link #layout()}. */
  public float[] parameters() {
    return engine.read(parameters);
  }

  /** Copies all parameters to {@code into}, in the order of {@link #layout()}. */
  public void readParameters(FloatBuffer into) {
    engine.read(parameters, into);
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
    engine.write(values, parameters);
    engine.weightsChanged();
  }

  /**
   * Predicts the noise of a batch.
   *
   * @param images {@code N * imageSize} numbers
   * @param timesteps N
   * @param labels N, {@link UNetConfig#noLabelIndex()} for none
   * @return as many numbers as images has
   */
  public float[] predict(float[] images, float[] timesteps, float[] labels) {
    Pass pass = predictingPass(labels.length);
    engine.write(images, pass.images());
    engine.write(timesteps, pass.timesteps());
    engine.write(labels, pass.labels());
    pass.forward();
    return engine.read(pass.prediction());
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    engine.close();
  }
}
