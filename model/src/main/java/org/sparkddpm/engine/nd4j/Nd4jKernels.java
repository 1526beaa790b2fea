package org.sparkddpm.engine.nd4j;

import static org.sparkddpm.engine.nd4j.Nd4jBuffer.array;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.HostKernels;
import org.sparkddpm.engine.Tensor;

/** The layers, and what a step of training or sampling needs beside them, by ND4J operations. */
final class Nd4jKernels extends Nd4jLayers implements HostKernels {

  @Override
  public void assign(float[] values, Tensor to) {
    if (values.length > 0) {
      array(to.reshape(to.length())).assign(Nd4j.createFromArray(values));
    }
  }

  @Override
  public float[] floats(Tensor tensor) {
    return tensor.length() > 0 ? array(tensor).dup('c').data().asFloat() : new float[0];
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    INDArray difference = array(prediction).sub(array(target));
    array(loss).assign(difference.mul(difference).meanNumber().doubleValue());
    if (dPrediction != null) {
      array(dPrediction).assign(difference.muli(2.0 / prediction.size(1)));
    }
  }
}
