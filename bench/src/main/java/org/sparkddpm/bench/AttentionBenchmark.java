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

/** Full and linear attention of 4 heads of 32 channels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AttentionBenchmark {

  private static final int HEADS = 4;
  private static final int HIDDEN = 128;

  /** Images x height x width. */
  @Param({"16x7x7", "32x7x7", "32x14x14"})
  public String shape;

  private Tensor qkv;
  private Tensor out;
  private Tensor dOut;
  private Tensor dQkv;

  /** Makes the tensors. */
  @Setup
  public void prepare(KernelState state) {
    long[] s = KernelState.parse(shape);
    qkv = state.random(s[0], s[1], s[2], 3 * HIDDEN);
    out = state.random(s[0], s[1], s[2], HIDDEN);
    dOut = state.random(out.shape());
    dQkv = state.random(qkv.shape());
  }

  /** One forward pass of full attention. */
  @Benchmark
  public Tensor full(KernelState state) {
    state.kernels().attention(qkv, HEADS, false, out);
    return out;
  }

  /** One backward pass of full attention. */
  @Benchmark
  public Tensor fullBackward(KernelState state) {
    state.kernels().attentionBackward(qkv, HEADS, false, dOut, dQkv);
    return dQkv;
  }

  /** One forward pass of linear attention. */
  @Benchmark
  public Tensor linear(KernelState state) {
    state.kernels().attention(qkv, HEADS, true, out);
    return out;
  }

  /** One backward pass of linear attention. */
  @Benchmark
  public Tensor linearBackward(KernelState state) {
    state.kernels().attentionBackward(qkv, HEADS, true, dOut, dQkv);
    return dQkv;
  }
}
