package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.nd4j.Nd4jEngine;

/** An engine's kernels in floats against the reference in doubles. */
public final class KernelComparison {

  private final Engine engine;
  private final RandomTensors tensors;
  private final double tolerance;
  private final Nd4jEngine reference = new Nd4jEngine(DataType.DOUBLE);

  /**
   * A comparison of one engine.
   *
   * @param tensors of that engine
   * @param tolerance of a difference, as a share of the greatest element of the result
   */
  public KernelComparison(Engine engine, RandomTensors tensors, double tolerance) {
    this.engine = engine;
    this.tensors = tensors;
    this.tolerance = tolerance;
  }

  /**
   * Runs a kernel on the inputs and on fresh results of the shapes, on one to three threads; the
   * kernel sees the inputs first, then the results. Null stands for a tensor that is not there.
   */
  public void compare(Tensor[] inputs, long[][] results, BiConsumer<Kernels, Tensor[]> kernel) {
    Tensor[] fast = Arrays.copyOf(inputs, inputs.length + results.length);
    Tensor[] slow = new Tensor[fast.length];
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null) {
        slow[i] = reference.floats(inputs[i].shape());
        reference.write(engine.read(inputs[i]), slow[i]);
      }
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null) {
        // A result may be a window too: gradients of parameters are.
        fast[inputs.length + i] = tensors.unwritten(results[i]);
        slow[inputs.length + i] = reference.floats(results[i]);
      }
    }
    engine.bind(tensors.size(1, 3));
    kernel.accept(engine.kernels(), fast);
    kernel.accept(reference.kernels(), slow);
    for (int at = 0; at < fast.length; at++) {
      if (fast[at] != null) {
        assertClose(fast[at], slow[at], at);
      }
    }
  }

  private void assertClose(Tensor actual, Tensor expected, int at) {
    float[] a = engine.read(actual);
    double[] e = reference.array(expected).dup('c').data().asDouble();
    assertThat(a).hasSameSizeAs(e);
    double greatest = 1e-3;
    for (double value : e) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    for (int i = 0; i < a.length; i++) {
      assertThat((double) a[i])
          .as("element %d of argument %d, %s", i, at, expected)
          .isCloseTo(e[i], within(tolerance * greatest));
    }
  }
}
