package org.sparkddpm.kernels;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernels for floats in the CPU's memory: convolutions and matrix products by oneDNN, the rest by
 * Java loops over tiles on the heap.
 */
final class CpuKernels extends OpsKernels {

  private final ConvolutionCpu convolution;
  private final DenseCpu dense = new DenseCpu();
  private final Lanes<GroupNormCpu> groupNorm = new Lanes<>(GroupNormCpu::new);
  private final Lanes<LayerNormCpu> layerNorm = new Lanes<>(LayerNormCpu::new);
  private final Lanes<AttentionCpu> attention = new Lanes<>(AttentionCpu::new);
  private final Lanes<LinearAttentionCpu> linearAttention = new Lanes<>(LinearAttentionCpu::new);
  private final AdamCpu norms = new AdamCpu();
  private final ActivationCpu activation = new ActivationCpu();
  private final Lanes<RowsCpu> rows = new Lanes<>(RowsCpu::new);
  private final Lanes<AdamCpu> adam = new Lanes<>(AdamCpu::new);

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
    if (isPointwise(w)) {
      super.convolutionBackward(x, w, b, dOut, stride, dx, dw, db);
    } else {
      convolution.backward(x, w, dOut, stride, dx, dw, db);
    }
  }

  @Override
  public void transposedConvolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    convolution.transposed(dense, x, w, b, stride, out);
  }

  @Override
  public void transposedConvolutionBackward(
      INDArray x, INDArray w, INDArray dOut, int stride, INDArray dx, INDArray dw, INDArray db) {
    if (isPointwise(w)) {
      super.transposedConvolutionBackward(x, w, dOut, stride, dx, dw, db);
    } else {
      convolution.transposedBackward(dense, x, w, dOut, stride, dx, dw, db);
    }
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
    groupNorm.run(
        images(x),
        (part, first, last) -> part.forward(x, gain, bias, scaleShift, groups, out, first, last));
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
    List<GroupNormCpu> parts =
        groupNorm.run(
            images(x),
            (part, first, last) ->
                part.backward(
                    x, gain, bias, scaleShift, groups, dOut, dx, dScaleShift, first, last));
    GroupNormCpu.writeSums(parts, dGain, dBias);
  }

  @Override
  public void layerNorm(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    layerNorm.run(
        LayerNormCpu.tiling(x).count(),
        (part, first, last) -> part.forward(x, gain, bias, out, first, last));
  }

  @Override
  public void layerNormBackward(
      INDArray x, INDArray gain, INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias) {
    List<LayerNormCpu> parts =
        layerNorm.run(
            LayerNormCpu.tiling(x).count(),
            (part, first, last) -> part.backward(x, gain, dOut, dx, first, last));
    LayerNormCpu.writeSums(parts, x, dGain, dBias);
  }

  @Override
  public void attention(INDArray qkv, int heads, INDArray out) {
    attention.run(images(qkv), (part, first, last) -> part.forward(qkv, heads, out, first, last));
  }

  @Override
  public void attentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    attention.run(
        images(qkv), (part, first, last) -> part.backward(qkv, heads, dOut, dQkv, first, last));
  }

  @Override
  public void linearAttention(INDArray qkv, int heads, INDArray out) {
    linearAttention.run(
        images(qkv), (part, first, last) -> part.forward(qkv, heads, out, first, last));
  }

  @Override
  public void linearAttentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    linearAttention.run(
        images(qkv), (part, first, last) -> part.backward(qkv, heads, dOut, dQkv, first, last));
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
    rows.run(
        RowsCpu.tiling(out).count(), (part, first, last) -> part.concat(parts, out, first, last));
  }

  @Override
  public void split(INDArray whole, INDArray[] parts) {
    rows.run(
        RowsCpu.tiling(whole).count(),
        (part, first, last) -> part.split(whole, parts, first, last));
  }

  @Override
  public void gather(INDArray indices, INDArray table, INDArray out) {
    rows.run(1, (part, first, last) -> part.gather(indices, table, out));
  }

  @Override
  public void gatherBackward(INDArray indices, INDArray dOut, INDArray dTable) {
    rows.run(1, (part, first, last) -> part.gatherBackward(indices, dOut, dTable));
  }

  @Override
  public double squaredNorm(INDArray x) {
    return norms.squaredNorm(x);
  }

  @Override
  public void adam(
      AdamStep step,
      INDArray gradient,
      double factor,
      INDArray first,
      INDArray second,
      INDArray parameters) {
    adam.run(
        AdamCpu.tiling(gradient.length()).count(),
        (part, from, to) -> part.step(step, gradient, factor, first, second, parameters, from, to));
  }

  /**
   * The weight gradient of oneDNN, 2.5 to 3.13 at least, writes beyond its scratch memory for 1x1
   * convolutions of a stride with fewer channels than a vector. The networks take {@link #dense}
   * for those.
   */
  private static boolean isPointwise(INDArray w) {
    return w.size(2) == 1;
  }

  private static int images(INDArray array) {
    return Math.toIntExact(array.size(0));
  }
}
