package org.sparkddpm.engine.loops;

import static org.sparkddpm.engine.Kernels.EPSILON;
import static org.sparkddpm.engine.loops.LoopsEngine.memory;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkddpm.engine.Tensor;

/**
 * Numbers that remember what they were computed from and so find their gradients by the chain rule
 * (reverse mode). All is made of two steps: sums of products, and functions of one number.
 */
final class Value {

  /** Takes what is summed: element a of one value times element b of another, into a sum. */
  interface Terms {
    void add(int sum, int a, int b);
  }

  /** Where the elements of matrices lie. */
  interface Matrix {
    int at(int matrix, int row, int column);
  }

  final double[] at;
  private final double[] gradient;
  private final List<Value> history;
  private Runnable chainRule = () -> {};

  private Value(double[] at, Value... from) {
    this.at = at;
    this.gradient = new double[at.length];
    Stream<Value> before = Arrays.stream(from).flatMap(value -> value.history.stream());
    this.history = Stream.concat(before, Stream.of(this)).distinct().toList();
  }

  /** So many times the same number. */
  static Value constant(int count, double number) {
    double[] at = new double[count];
    Arrays.fill(at, number);
    return new Value(at);
  }

  static Value in(Tensor x) {
    return in(x, null);
  }

  /** An input: its gradient goes to {@code dx} unless that is null; null for null. */
  static Value in(Tensor x, Tensor dx) {
    if (x == null) {
      return null;
    }
    Value value = constant((int) x.length(), 0);
    Arrays.setAll(value.at, i -> memory(x)[(int) x.offset() + i]);
    if (dx != null) {
      value.chainRule = () -> write(value.gradient, dx);
    }
    return value;
  }

  void write(Tensor out) {
    write(at, out);
  }

  private static void write(double[] values, Tensor out) {
    for (int i = 0; i < values.length; i++) {
      memory(out)[(int) out.offset() + i] = (float) values[i];
    }
  }

  void backward(Tensor dOut) {
    System.arraycopy(in(dOut).at, 0, gradient, 0, at.length);
    for (int i = history.size() - 1; i >= 0; i--) {
      history.get(i).chainRule.run();
    }
  }

  /** This plus sums of products. */
  Value plus(Value a, Value b, Consumer<Terms> terms) {
    Value sum = new Value(at.clone(), this, a, b);
    terms.accept((s, i, j) -> sum.at[s] += a.at[i] * b.at[j]);
    sum.chainRule =
        () -> {
          Arrays.setAll(gradient, i -> gradient[i] + sum.gradient[i]);
          terms.accept((s, i, j) -> a.gradient[i] += sum.gradient[s] * b.at[j]);
          terms.accept((s, i, j) -> b.gradient[j] += sum.gradient[s] * a.at[i]);
        };
    return sum;
  }

  Value map(DoubleUnaryOperator function, DoubleUnaryOperator slope) {
    Value y = new Value(Arrays.stream(at).map(function).toArray(), this);
    y.chainRule =
        () ->
            Arrays.setAll(gradient, i -> gradient[i] + y.gradient[i] * slope.applyAsDouble(at[i]));
    return y;
  }

  Value times(double factor) {
    return map(x -> factor * x, x -> factor);
  }

  /** Products of matrices a {@code [rows, inner]} and b {@code [inner, columns]}, laid out as c. */
  static Value products(
      int count, int rows, int inner, int columns, Value x, Matrix a, Value y, Matrix b, Matrix c) {
    Consumer<Terms> all =
        terms -> {
          for (int i = 0; i < count * rows * inner * columns; i++) {
            int n = i / columns / inner / rows;
            int row = i / columns / inner % rows;
            int k = i / columns % inner;
            terms.add(c.at(n, row, i % columns), a.at(n, row, k), b.at(n, k, i % columns));
          }
        };
    return constant(count * rows * columns, 0).plus(x, y, all);
  }

  /** Each element i times element {@code index(i)} of another. */
  Value times(Value b, IntUnaryOperator index) {
    return constant(at.length, 0)
        .plus(this, b, terms -> each(i -> terms.add(i, i, index.applyAsInt(i))));
  }

  /** Each element i plus element {@code index(i)} of another. */
  Value plus(Value b, IntUnaryOperator index) {
    return plus(b, constant(1, 1), terms -> each(i -> terms.add(i, index.applyAsInt(i), 0)));
  }

  private void each(IntConsumer element) {
    IntStream.range(0, at.length).forEach(element);
  }

  /** Plus one number per channel, the last axis, or plus nothing for null. */
  Value plusChannels(Value b) {
    return b == null ? this : plus(b, i -> i % b.at.length);
  }

  /** The sums of the elements of each set. */
  Value sums(int sets, IntUnaryOperator set) {
    return constant(sets, 0)
        .plus(this, constant(1, 1), terms -> each(i -> terms.add(set.applyAsInt(i), i, 0)));
  }

  /** The elements of each set made positive and of sum 1. */
  Value softmax(int sets, IntUnaryOperator set) {
    Value least = constant(sets, Double.POSITIVE_INFINITY);
    each(i -> least.at[set.applyAsInt(i)] = Math.min(least.at[set.applyAsInt(i)], -at[i]));
    Value powers = plus(least, set).map(Math::exp, Math::exp);
    return powers.times(powers.sums(sets, set).map(x -> 1 / x, x -> -1 / x / x), set);
  }

  /** Each set brought to mean 0 and variance 1, then channels multiplied and shifted. */
  Value normalised(int sets, IntUnaryOperator set, Value gain, Value bias) {
    double share = (double) sets / at.length;
    Value centred = plus(sums(sets, set).times(-share), set);
    Value variance = centred.times(centred, i -> i).sums(sets, set).times(share);
    Value inverse =
        variance.map(v -> Math.pow(v + EPSILON, -0.5), v -> -0.5 * Math.pow(v + EPSILON, -1.5));
    return centred.times(inverse, set).times(gain, i -> i % gain.at.length).plusChannels(bias);
  }
}
