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

/** Group norm with scale, shift and SiLU, and layer norm. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NormBenchmark {

  private static final int GROUPS = 8;

  /** Images x height x width x channels. */
  @Param({"16x14x14x32", "16x7x7x64", "32x14x14x64", "16x32x32x64", "16x4x4x512"})
  public String shape;

  private Tensor x;
  private Tensor gain;
  private Tensor bias;
  private Tensor scaleShift;
  private Tensor out;
  private Tensor dOut;
  private Tensor dx;
  private Tensor dGain;
  private Tensor dBias;
  private Tensor dScaleShift;

  /** Makes the tensors. */
  @Setup
  public void prepare(KernelState state) {
    x = state.random(KernelState.parse(shape));
    long channels = x.size(-1);
    gain = state.random(channels);
    bias = state.random(channels);
    scaleShift = state.random(x.size(0), 2 * channels);
    out = state.random(x.shape());
    dOut = state.random(x.shape());
    dx = state.random(x.shape());
    dGain = state.random(channels);
    dBias = state.random(channels);
    dScaleShift = state.random(scaleShift.shape());
  }

  /** One forward pass of group norm, scale, shift and SiLU. */
  @Benchmark
  public Tensor groupNormSilu(KernelState state) {
    state.kernels().groupNormSilu(x, gain, bias, scaleShift, GROUPS, out);
    return out;
  }

  /** One backward pass of the same. */
  @Benchmark
  public Tensor groupNormSiluBackward(KernelState state) {
    state
        .kernels()
        .groupNormSiluBackward(
            x, gain, bias, scaleShift, GROUPS, dOut, dx, dGain, dBias, dScaleShift);
    return dx;
  }

  /** One forward pass of layer norm. */
  @Benchmark
  public Tensor layerNorm(KernelState state) {
    state.kernels().layerNorm(x, gain, bias, out);
    return out;
  }

  /** One backward pass of the same. */
  @Benchmark
  public Tensor layerNormBackward(KernelState state) {
    state.kernels().layerNormBackward(x, gain, dOut, dx, dGain, dBias);
    return dx;
  }
}
