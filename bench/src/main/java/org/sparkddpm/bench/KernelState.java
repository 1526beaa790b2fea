package org.sparkddpm.bench;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** The engine under test and tensors for it; native threads are those of OMP_NUM_THREADS. */
@State(Scope.Thread)
public class KernelState {

  /** Its name. */
  @Param({"nd4j", "cpu"})
  public String engine;

  private Engine computes;
  private long tensors;

  /** Makes the engine. */
  @Setup
  public void choose() {
    computes = Engines.of(engine, EngineSettings.onHost(false));
    computes.bind(Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "1")));
  }

  /** Frees its memory. */
  @TearDown
  public void close() {
    computes.close();
  }

  Kernels kernels() {
    return computes.kernels();
  }

  /** A new tensor of standard normal numbers. */
  Tensor random(long... shape) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    RandomStream.of(1, Purpose.DRAWING, tensors++).fillGaussian(values, 0, values.length);
    Tensor tensor = computes.floats(shape);
    computes.write(values, tensor);
    return tensor;
  }

  /** The numbers of a shape such as {@code 16x14x14x64}. */
  static long[] parse(String shape) {
    return Arrays.stream(shape.split("x", -1)).mapToLong(Long::parseLong).toArray();
  }
}
