package org.sparkddpm.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.Parameter;

/**
 * A judge's network for one number of images, as a fixed list of kernel calls, forward and, for
 * training, backward. Not thread-safe.
 */
final class JudgeNetwork {

  private final JudgeConfig config;
  private final Engine engine;
  private final Kernels kernels;
  private final int count;
  private final Tensor parameters;
  private final Tensor gradients;
  private final Tensor images;
  private final Tensor features;
  private final Tensor logits;
  private final Tensor dLogits;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();
  private int used;

  /** A tensor and, in training, its gradient. */
  private record Value(Tensor tensor, Tensor gradient) {}

  /**
   * A network, its parameters all zero.
   *
   * @param engine its own
   * @param count images of a batch
   * @param trains whether {@link #backward} is wanted
   */
  JudgeNetwork(JudgeConfig config, Engine engine, int count, boolean trains) {
    this.config = config;
    this.engine = engine;
    this.kernels = engine.kernels();
    this.count = count;
    int length = config.layout().length();
    this.parameters = engine.floats(length);
    this.gradients = trains ? engine.floats(length) : null;
    this.images = engine.floats(count, config.canvas().size());
    Value described = features(convolutions());
    Value last = dense(described, config.features(), config.classes());
    this.features = described.tensor();
    this.logits = last.tensor();
    this.dLogits = last.gradient();
    Collections.reverse(backward);
  }

  private Value convolutions() {
    int patch = config.patch();
    Tensor pixels =
        images.reshape(count, config.canvas().height(), config.canvas().width(), config.channels());
    JudgeConfig.Convolution stem = config.convolutions().get(0);
    Tensor patches = engine.floats(count, stem.height(), stem.columns(), stem.in());
    forward.add(() -> kernels.patches(pixels, patch, patches));
    Value x = new Value(patches, null);
    for (JudgeConfig.Convolution layer : config.convolutions()) {
      x = convolution(layer, x);
    }
    return x;
  }

  private Value convolution(JudgeConfig.Convolution layer, Value x) {
    Value weight = next(layer.out(), layer.in(), layer.kernel(), layer.kernel());
    Value bias = next(layer.out());
    Value gain = next(layer.out());
    Value shift = next(layer.out());
    Value convolved = value(count, layer.height(), layer.columns(), layer.out());
    Value out = value(count, layer.height(), layer.columns(), layer.out());
    forward.add(
        () -> {
          kernels.convolution(
              x.tensor, weight.tensor, bias.tensor, layer.stride(), convolved.tensor);
          kernels.groupNormSilu(
              convolved.tensor, gain.tensor, shift.tensor, null, JudgeConfig.GROUPS, out.tensor);
        });
    backward.add(
        () -> {
          kernels.groupNormSiluBackward(
              convolved.tensor,
              gain.tensor,
              shift.tensor,
              null,
              JudgeConfig.GROUPS,
              out.gradient,
              convolved.gradient,
              gain.gradient,
              shift.gradient,
              null);
          kernels.convolutionBackward(
              x.tensor,
              weight.tensor,
              bias.tensor,
              convolved.gradient,
              layer.stride(),
              x.gradient,
              weight.gradient,
              bias.gradient);
        });
    return out;
  }

  private Value features(Value maps) {
    int flattened = config.flattened();
    Value x =
        new Value(
            maps.tensor.reshape(count, flattened),
            maps.gradient == null ? null : maps.gradient.reshape(count, flattened));
    Value hidden = dense(x, flattened, config.features());
    Value out = value(count, config.features());
    forward.add(() -> kernels.activate(Activation.SILU, hidden.tensor, out.tensor));
    backward.add(
        () ->
            kernels.activateBackward(
                Activation.SILU, hidden.tensor, out.gradient, hidden.gradient));
    return out;
  }

  private Value dense(Value x, int in, int out) {
    Value weight = next(out, in);
    Value bias = next(out);
    Value result = value(count, out);
    forward.add(() -> kernels.dense(x.tensor, weight.tensor, bias.tensor, result.tensor));
    backward.add(
        () ->
            kernels.denseBackward(
                x.tensor,
                weight.tensor,
                result.gradient,
                x.gradient,
                weight.gradient,
                bias.gradient));
    return result;
  }

  private Value value(long... shape) {
    return new Value(engine.floats(shape), gradients == null ? null : engine.floats(shape));
  }

  /** The next parameter, in the order of the configuration's. */
  private Value next(long... shape) {
    Tensor values = parameters.part(used, shape);
    Value value = new Value(values, gradients == null ? null : gradients.part(used, shape));
    used += Math.toIntExact(values.length());
    return value;
  }

  /** Every parameter a function of the seed and its place, as the U-Net's are. */
  static float[] initial(JudgeConfig config, long seed) {
    float[] values = new float[config.layout().length()];
    int offset = 0;
    int number = 0;
    for (Parameter parameter : config.parameters()) {
      int length = Math.toIntExact(parameter.length());
      switch (parameter.init()) {
        case UNIFORM ->
            RandomStream.of(seed, Purpose.JUDGE_WEIGHTS, number)
                .fillUniform(
                    values, offset, length, (float) (1 / Math.sqrt((double) parameter.fanIn())));
        case ONE -> Arrays.fill(values, offset, offset + length, 1f);
        case ZERO -> {}
        default -> throw new IllegalStateException("a judge has no " + parameter.init());
      }
      offset += length;
      number++;
    }
    return values;
  }

  void setParameters(float[] values) {
    engine.write(values, parameters);
    engine.weightsChanged();
  }

  Engine engine() {
    return engine;
  }

  int count() {
    return count;
  }

  Tensor parameters() {
    return parameters;
  }

  Tensor gradients() {
    return gradients;
  }

  /** {@code [N, canvas]}, to be written before {@link #forward}. */
  Tensor images() {
    return images;
  }

  /** {@code [N, features]} after {@link #forward}. */
  Tensor features() {
    return features;
  }

  /** {@code [N, classes]} after {@link #forward}. */
  Tensor logits() {
    return logits;
  }

  /** Its gradient, to be written before {@link #backward}. */
  Tensor dLogits() {
    return dLogits;
  }

  void forward() {
    forward.forEach(Runnable::run);
  }

  /** Overwrites the gradients of all parameters, from what {@link #forward} has left. */
  void backward() {
    backward.forEach(Runnable::run);
  }
}
