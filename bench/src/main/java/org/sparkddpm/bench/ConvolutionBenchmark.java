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

/** Convolutions of the presets, with the class map's channel where there is one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

  /** Images x height x width x channels in x channels out x kernel x stride. */
  @Param({
    "16x14x14x33x32x3x1",
    "16x7x7x129x64x3x1",
    "32x14x14x64x64x3x1",
    "32x14x14x64x64x4x2",
    "16x32x32x64x64x3x1",
    "16x4x4x512x512x3x1"
  })
  public String shape;

  private Tensor x;
  private Tensor w;
  private Tensor b;
  private Tensor out;
  private Tensor dOut;
  private Tensor dx;
  private Tensor dw;
  private Tensor db;
  private int stride;

  /** Makes the tensors. */
  @Setup
  public void prepare(KernelState state) {
    long[] s = KernelState.parse(shape);
    stride = (int) s[6];
    x = state.random(s[0], s[1], s[2], s[3]);
    w = state.random(s[4], s[3], s[5], s[5]);
    b = state.random(s[4]);
    out = state.random(s[0], s[1] / stride, s[2] / stride, s[4]);
    dOut = state.random(out.shape());
    dx = state.random(x.shape());
    dw = state.random(w.shape());
    db = state.random(b.shape());
  }

  /** One forward pass. */
  @Benchmark
  public Tensor forward(KernelState state) {
    state.kernels().convolution(x, w, b, stride, out);
    return out;
  }

  /** One backward pass. */
  @Benchmark
  public Tensor backward(KernelState state) {
    state.kernels().convolutionBackward(x, w, b, dOut, stride, dx, dw, db);
    return dw;
  }
}
