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

/** Dense layers: the attention projections, which are the largest, and a residual. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DenseBenchmark {

  /** Rows x columns in x columns out. */
  @Param({"6272x64x384", "6272x128x64", "784x128x384", "16384x65x64", "16x256x128"})
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
    x = state.random(s[0], s[1]);
    w = state.random(s[2], s[1]);
    b = state.random(s[2]);
    out = state.random(s[0], s[2]);
    dOut = state.random(out.shape());
    dx = state.random(x.shape());
    dw = state.random(w.shape());
    db = state.random(b.shape());
  }

  /** One forward pass. */
  @Benchmark
  public Tensor forward(KernelState state) {
    state.kernels().dense(x, w, b, out);
    return out;
  }

  /** One backward pass. */
  @Benchmark
  public Tensor backward(KernelState state) {
    state.kernels().denseBackward(x, w, dOut, dx, dw, db);
    return dw;
  }
}
