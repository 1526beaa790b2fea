package org.sparkddpm.bench;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.kernels.ComputeThreads;
import org.sparkddpm.kernels.Kernels;

/** The kernels under test and arrays for them; native threads are those of OMP_NUM_THREADS. */
@State(Scope.Thread)
public class KernelState {

  /** Which implementation. */
  @Param({"reference", "fastest"})
  public String kernels;

  private Kernels implementation;
  private long arrays;

  /** Chooses the implementation. */
  @Setup
  public void choose() {
    ComputeThreads.use(Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "1")));
    implementation =
        kernels.equals("reference") ? Kernels.reference() : Kernels.fastest(DataType.FLOAT);
  }

  Kernels kernels() {
    return implementation;
  }

  /** A new array of standard normal numbers. */
  INDArray random(long... shape) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    RandomStream.of(1, Purpose.DRAWING, arrays++).fillGaussian(values, 0, values.length);
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** The numbers of a shape such as {@code 16x14x14x64}. */
  static long[] parse(String shape) {
    return Arrays.stream(shape.split("x", -1)).mapToLong(Long::parseLong).toArray();
  }
}
