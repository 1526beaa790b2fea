package org.sparkddpm.engine.nd4j;

import static org.sparkddpm.engine.nd4j.Nd4jBuffer.array;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sparkddpm.engine.AdamDecays;
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

  @Override
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    INDArray ofY = array(y).mul(array(factors).getDouble(1));
    array(out).assign(array(x).mul(array(factors).getDouble(0)).addi(ofY));
  }

  @Override
  public void clamp(Tensor x, double low, double high, Tensor out) {
    INDArray atLeast = Transforms.max(array(x), low, true);
    array(out).assign(Transforms.min(atLeast, high, false));
  }

  @Override
  public void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    INDArray u = array(unconditional);
    array(out).assign(array(conditional).sub(u).muli(scale).addi(u));
  }

  @Override
  public void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    double norm = array(gradient).norm2Number().doubleValue() / count;
    array(factor).assign((limit == 0 ? 1 : Math.min(1, limit / norm)) / count);
  }

  @Override
  public void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    INDArray g = array(gradient).mul(number(factor));
    INDArray mean = array(first);
    INDArray square = array(second);
    mean.muli(decays.beta1()).addi(g.mul(1 - decays.beta1()));
    square.muli(decays.beta2()).addi(g.mul(g).muli(1 - decays.beta2()));
    INDArray root = Transforms.sqrt(square).addi(decays.epsilon());
    array(parameters).subi(mean.mul(number(rate)).divi(root));
  }

  @Override
  public void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    array(parameters).subi(array(gradient).mul(number(rate) * number(factor)));
  }

  private static double number(Tensor tensor) {
    return array(tensor).getDouble(0);
  }
}
