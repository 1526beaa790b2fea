package org.sparkddpm.engine.loops;

import static org.sparkddpm.engine.loops.Value.in;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.HostEngine;
import org.sparkddpm.engine.HostKernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.loops.Value.Matrix;
import org.sparkddpm.engine.loops.Value.Terms;

/**
 * Plain loops on the heap, slow and easy to see through, that other engines are compared with. Each
 * layer is written once, forward, as a {@link Value}; inputs that no gradient depends on may hold
 * anything.
 */
public final class LoopsEngine implements HostEngine, HostKernels, EngineProvider {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Numbers on the heap. */
  record Floats(float[] values) implements Buffer {

    @Override
    public long length() {
      return values.length;
    }
  }

  @Override
  public String name() {
    return "loops";
  }

  @Override
  public int rank() {
    return Integer.MAX_VALUE;
  }

  @Override
  public LoopsEngine create(EngineSettings settings) {
    return new LoopsEngine();
  }

  @Override
  public LoopsEngine kernels() {
    return this;
  }

  @Override
  public Buffer zeros(long length) {
    return new Floats(new float[Math.toIntExact(length)]);
  }

  @Override
  public float[] floats(Tensor tensor) {
    int first = (int) tensor.offset();
    return Arrays.copyOfRange(memory(tensor), first, first + (int) tensor.length());
  }

  @Override
  public void assign(float[] values, Tensor to) {
    System.arraycopy(values, 0, memory(to), (int) to.offset(), values.length);
  }

  static float[] memory(Tensor tensor) {
    return ((Floats) tensor.buffer()).values;
  }

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    sums(out, in(b)).plus(in(x), in(w), windows(out, x, w, stride)).write(out);
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    sums(dOut, in(db, db)).plus(in(x, dx), in(w, dw), windows(dOut, x, w, stride)).backward(dOut);
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    sums(out, in(b)).plus(in(x), in(w), swapped(windows(x, out, w, stride))).write(out);
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    Consumer<Terms> windows = windows(x, dOut, w, stride);
    sums(dOut, in(db, db)).plus(in(x, dx), in(w, dw), swapped(windows)).backward(dOut);
  }

  private static Consumer<Terms> swapped(Consumer<Terms> windows) {
    return terms -> windows.accept((small, large, w) -> terms.add(large, small, w));
  }

  private static Value sums(Tensor out, Value bias) {
    return Value.constant((int) out.length(), 0).plusChannels(bias);
  }

  /** Where the small image of a convolution meets the large one and the weights. */
  private static Consumer<Terms> windows(Tensor small, Tensor large, Tensor w, int stride) {
    int[] s = LongStream.of(small.shape()).mapToInt(Math::toIntExact).toArray();
    int[] l = LongStream.of(large.shape()).mapToInt(Math::toIntExact).toArray();
    int[] k = LongStream.of(w.shape()).mapToInt(Math::toIntExact).toArray();
    int top = Math.max(0, (s[1] - 1) * stride + k[2] - l[1]) / 2;
    int left = Math.max(0, (s[2] - 1) * stride + k[3] - l[2]) / 2;
    return terms -> {
      for (int i = 0; i < small.length(); i++) {
        for (int tap = 0; tap < k[1] * k[2] * k[3]; tap++) {
          int row = i / s[3] / s[2] % s[1] * stride - top + tap / k[3] % k[2];
          int column = i / s[3] % s[2] * stride - left + tap % k[3];
          if (row >= 0 && row < l[1] && column >= 0 && column < l[2]) {
            int pixel = (i / s[3] / s[2] / s[1] * l[1] + row) * l[2] + column;
            terms.add(i, pixel * l[3] + tap / k[3] / k[2], i % s[3] * k[1] * k[2] * k[3] + tap);
          }
        }
      }
    };
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    int size = (int) (x.length() / x.size(0));
    groupNormSilu(in(x), in(gain), in(bias), in(scaleShift), groups, size).write(out);
  }

  @Override
  public void groupNormSiluBackward(
      Tensor x,
      Tensor gain,
      Tensor bias,
      Tensor scaleShift,
      int groups,
      Tensor dOut,
      Tensor dx,
      Tensor dGain,
      Tensor dBias,
      Tensor dScaleShift) {
    int size = (int) (x.length() / x.size(0));
    Value film = in(scaleShift, dScaleShift);
    groupNormSilu(in(x, dx), in(gain, dGain), in(bias, dBias), film, groups, size).backward(dOut);
  }

  private static Value groupNormSilu(
      Value x, Value gain, Value bias, Value film, int groups, int size) {
    int c = gain.at.length;
    IntUnaryOperator group = i -> i / size * groups + i % c * groups / c;
    Value y = x.normalised(x.at.length / size * groups, group, gain, bias);
    if (film != null) {
      IntUnaryOperator scale = i -> i / size * 2 * c + i % c;
      y = y.plus(y.times(film, scale), i -> i).plus(film, i -> scale.applyAsInt(i) + c);
    }
    return activate(Activation.SILU, y);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    layerNorm(in(x), in(gain), in(bias)).write(out);
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    layerNorm(in(x, dx), in(gain, dGain), in(dBias, dBias)).backward(dOut);
  }

  private static Value layerNorm(Value x, Value gain, Value bias) {
    int c = gain.at.length;
    return x.normalised(x.at.length / c, i -> i / c, gain, bias);
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    attention(qkv, in(qkv), heads, linear).write(out);
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    attention(qkv, in(qkv, dQkv), heads, linear).backward(dOut);
  }

  private static Value attention(Tensor shape, Value qkv, int heads, boolean linear) {
    int p = (int) (shape.size(1) * shape.size(2));
    int c = (int) shape.size(3);
    int d = c / 3 / heads;
    int all = (int) shape.size(0) * heads;
    double scale = 1 / Math.sqrt(d);
    Matrix q = (n, i, k) -> (n / heads * p + i) * c + n % heads * d + k;
    Matrix keys = (n, k, i) -> q.at(n, i, k) + c / 3;
    Matrix v = (n, i, k) -> q.at(n, i, k) + 2 * c / 3;
    Matrix out = (n, i, k) -> ((n / heads * p + i) * heads + n % heads) * d + k;
    int side = linear ? d : p;
    Matrix square = (n, i, j) -> (n * side + i) * side + j;
    if (linear) {
      Value queries = qkv.softmax(qkv.at.length / d, i -> i / d).times(scale);
      Value weights = qkv.softmax(qkv.at.length / p, i -> i / c / p * c + i % c);
      Value context = Value.products(all, d, p, d, weights, keys, qkv, v, square);
      return Value.products(all, p, d, d, queries, q, context, square, out);
    }
    Value scores = Value.products(all, p, d, p, qkv, q, qkv, keys, square).times(scale);
    Value weights = scores.softmax(all * p, i -> i / p);
    return Value.products(all, p, p, d, weights, square, qkv, v, out);
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    activate(activation, in(x)).write(out);
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    activate(activation, in(x, dx)).backward(dOut);
  }

  private static Value activate(Activation activation, Value x) {
    Value share =
        switch (activation) {
          case SILU -> x.map(v -> 1 / (1 + Math.exp(-v)), v -> 1 / (2 + 2 * Math.cosh(v)));
          case GELU -> x.map(NORMAL::cumulativeProbability, NORMAL::density);
        };
    return x.times(share, i -> i);
  }
}
