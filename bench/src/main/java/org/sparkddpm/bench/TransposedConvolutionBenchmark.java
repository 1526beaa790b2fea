package org.sparkddpm.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sparkddpm.engine.Tensor;

/** The 4x4 transposed convolutions of stride 2 of the presets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransposedConvolutionBenchmark {

  private static final int STRIDE = 2;

  /** Images x height x width x channels in x channels out. */
  @Param({"16x7x7x32x32", "32x7x7x64x64", "16x4x4x256x256"})
  public String shape;

  private Tensor x;
  private Tensor w;
  private Tensor b;
  private Tensor out;
  private Tensor dOut;
  private Tensor dx;
  private Tensor dw;
  private Tensor db;

  /** Makes the tensors. */
  @Setup
  public void prepare(KernelState state) {
    long[] s = KernelState.parse(shape);
    x = state.random(s[0], s[1], s[2], s[3]);
    w = state.random(s[3], s[4], 4, 4);
    b = state.random(s[4]);
    out = state.random(s[0], s[1] * STRIDE, s[2] * STRIDE, s[4]);
    dOut = state.random(out.shape());
    dx = state.random(x.shape());
    dw = state.random(w.shape());
    db = state.random(b.shape());
  }

  /** One forward pass. */
  @Benchmark
  public Tensor forward(KernelState state) {
    state.kernels().transposedConvolution(x, w, b, STRIDE, out);
    return out;
  }

  /** One backward pass. */
  @Benchmark
  public Tensor backward(KernelState state) {
    state.kernels().transposedConvolutionBackward(x, w, dOut, STRIDE, dx, dw, db);
    return dw;
  }
}
