package org.sparkddpm.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Tensor;

/** A kernel's backward method against central differences of its forward method, in doubles. */
final class GradientCheck {

  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 3;

  @FunctionalInterface
  interface Forward {
    void run(Tensor[] inputs, Tensor out);
  }

  @FunctionalInterface
  interface Backward {
    void run(Tensor[] inputs, Tensor dOut, Tensor[] gradients);
  }

  private final Nd4jEngine engine;
  private final RandomArrays arrays;

  GradientCheck(Nd4jEngine engine, RandomArrays arrays) {
    this.engine = engine;
    this.arrays = arrays;
  }

  /**
   * Compares {@code <gradient, v>} with the difference quotient along random directions v, for each
   * input by itself; the loss is the inner product of the output with a random array.
   */
  void check(long[] outShape, INDArray[] inputs, Forward forward, Backward backward) {
    INDArray dOut = arrays.normal(outShape);
    INDArray[] copies = copiesOf(inputs);
    INDArray dOutCopy = dOut.dup();
    INDArray[] gradients = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      gradients[i] = arrays.unwritten(inputs[i].shape());
    }
    backward.run(tensors(inputs), engine.tensor(dOut), tensors(gradients));
    assertThat(dOut).as("dOut stays as it was").isEqualTo(dOutCopy);
    for (int i = 0; i < inputs.length; i++) {
      assertThat(inputs[i]).as("input %d stays as it was", i).isEqualTo(copies[i]);
      for (int direction = 0; direction < DIRECTIONS; direction++) {
        INDArray v = arrays.normal(inputs[i].shape());
        double above = loss(inputs, i, v, STEP, dOut, forward);
        double below = loss(inputs, i, v, -STEP, dOut, forward);
        double slope = (above - below) / (2 * STEP);
        double size = dOut.norm2Number().doubleValue() * v.norm2Number().doubleValue();
        assertThat(inner(gradients[i], v))
            .as("gradient of input %d along direction %d", i, direction)
            .isCloseTo(slope, within(1e-7 * Math.max(Math.abs(slope), size)));
      }
    }
  }

  static double inner(INDArray a, INDArray b) {
    return a.mul(b).sumNumber().doubleValue();
  }

  private double loss(
      INDArray[] inputs, int moved, INDArray v, double step, INDArray dOut, Forward forward) {
    INDArray[] at = copiesOf(inputs);
    at[moved].addi(v.mul(step));
    INDArray out = arrays.unwritten(dOut.shape());
    forward.run(tensors(at), engine.tensor(out));
    return inner(out, dOut);
  }

  private Tensor[] tensors(INDArray[] arrays) {
    return Arrays.stream(arrays).map(engine::tensor).toArray(Tensor[]::new);
  }

  private static INDArray[] copiesOf(INDArray[] inputs) {
    INDArray[] copies = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      copies[i] = Nd4j.create(inputs[i].dataType(), inputs[i].shape()).assign(inputs[i]);
    }
    return copies;
  }
}
