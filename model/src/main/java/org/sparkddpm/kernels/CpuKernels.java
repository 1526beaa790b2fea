package org.sparkddpm.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernels for floats in the CPU's memory: convolutions and matrix products by oneDNN, the rest by
 * Java loops over tiles on the heap.
 */
final class CpuKernels extends OpsKernels {

  private final ConvolutionCpu convolution;
  private final DenseCpu dense = new DenseCpu();
  private final GroupNormCpu groupNorm = new GroupNormCpu();
  private final LayerNormCpu layerNorm = new LayerNormCpu();
  private final AttentionCpu attention = new AttentionCpu();
  private final LinearAttentionCpu linearAttention = new LinearAttentionCpu();
  private final ActivationCpu activation = new ActivationCpu();
  private final RowsCpu rows = new RowsCpu();
  private final AdamCpu adam = new AdamCpu();

  /**
   * Kernels of one network.
   *
   * @param fixedWeights whether {@link #weightsChanged} follows each change of the weights
   */
  CpuKernels(boolean fixedWeights) {
    this.convolution = new ConvolutionCpu(fixedWeights);
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public void weightsChanged() {
    convolution.weightsChanged();
  }

  @Override
  public void convolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    convolution.forward(x, w, b, stride, out);
  }

  @Override
  public void convolutionBackward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    convolution.backward(x, w, dOut, stride, dx, dw, db);
  }

  @Override
  public void transposedConvolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    convolution.transposed(dense, x, w, b, stride, out);
  }

  @Override
  public void transposedConvolutionBackward(
      INDArray x, INDArray w, INDArray dOut, int stride, INDArray dx, INDArray dw, INDArray db) {
    convolution.transposedBackward(dense, x, w, dOut, stride, dx, dw, db);
  }

  @Override
  public void dense(INDArray x, INDArray w, INDArray b, INDArray out) {
    dense.forward(x, w, b, out);
  }

  @Override
  public void denseBackward(
      INDArray x, INDArray w, INDArray dOut, INDArray dx, INDArray dw, INDArray db) {
    dense.backward(x, w, dOut, dx, dw, db);
  }

  @Override
  public void groupNormSilu(
      INDArray x, INDArray gain, INDArray bias, INDArray scaleShift, int groups, INDArray out) {
    groupNorm.forward(x, gain, bias, scaleShift, groups, out);
  }

  @Override
  public void groupNormSiluBackward(
      INDArray x,
      INDArray gain,
      INDArray bias,
      INDArray scaleShift,
      int groups,
      INDArray dOut,
      INDArray dx,
      INDArray dGain,
      INDArray dBias,
      INDArray dScaleShift) {
    groupNorm.backward(x, gain, bias, scaleShift, groups, dOut, dx, dGain, dBias, dScaleShift);
  }

  @Override
  public void layerNorm(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    layerNorm.forward(x, gain, bias, out);
  }

  @Override
  public void layerNormBackward(
      INDArray x, INDArray gain, INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias) {
    layerNorm.backward(x, gain, dOut, dx, dGain, dBias);
  }

  @Override
  public void attention(INDArray qkv, int heads, INDArray out) {
    attention.forward(qkv, heads, out);
  }

  @Override
  public void attentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    attention.backward(qkv, heads, dOut, dQkv);
  }

  @Override
  public void linearAttention(INDArray qkv, int heads, INDArray out) {
    linearAttention.forward(qkv, heads, out);
  }

  @Override
  public void linearAttentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    linearAttention.backward(qkv, heads, dOut, dQkv);
  }

  @Override
  public void activate(Activation function, INDArray x, INDArray out) {
    activation.forward(function, x, out);
  }

  @Override
  public void activateBackward(Activation function, INDArray x, INDArray dOut, INDArray dx) {
    activation.backward(function, x, dOut, dx);
  }

  @Override
  public void concat(INDArray[] parts, INDArray out) {
    rows.concat(parts, out);
  }

  @Override
  public void split(INDArray whole, INDArray[] parts) {
    rows.split(whole, parts);
  }

  @Override
  public void gather(INDArray indices, INDArray table, INDArray out) {
    rows.gather(indices, table, out);
  }

  @Override
  public void gatherBackward(INDArray indices, INDArray dOut, INDArray dTable) {
    rows.gatherBackward(indices, dOut, dTable);
  }

  @Override
  public double squaredNorm(INDArray x) {
    return adam.squaredNorm(x);
  }

  @Override
  public void adam(
      AdamStep step,
      INDArray gradient,
      double factor,
      INDArray first,
      INDArray second,
      INDArray parameters) {
    adam.step(step, gradient, factor, first, second, parameters);
  }
}
