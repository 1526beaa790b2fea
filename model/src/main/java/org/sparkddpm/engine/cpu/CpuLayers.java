package org.sparkddpm.engine.cpu;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * The network's layers in the CPU's memory: convolutions and matrix products by oneDNN, the rest by
 * Java loops over tiles on the heap.
 */
abstract class CpuLayers implements LayerKernels {

  private final ConvolutionCpu convolution;
  private final DenseCpu dense = new DenseCpu();
  private final ThreadedLoop<GroupNormCpu> groupNorm = new ThreadedLoop<>(GroupNormCpu::new);
  private final ThreadedLoop<LayerNormCpu> layerNorm = new ThreadedLoop<>(LayerNormCpu::new);
  private final ThreadedLoop<AttentionCpu> attention = new ThreadedLoop<>(AttentionCpu::new);
  private final ThreadedLoop<LinearAttentionCpu> linearAttention =
      new ThreadedLoop<>(LinearAttentionCpu::new);
  private final ActivationCpu activation = new ActivationCpu();
  private final PatchesCpu patches = new PatchesCpu();
  final ThreadedLoop<RowsCpu> rows = new ThreadedLoop<>(RowsCpu::new);
  final ThreadedLoop<ElementsCpu> elements = new ThreadedLoop<>(ElementsCpu::new);

  /**
   * Kernels of one network.
   *
   * @param fixedWeights whether {@link #weightsChanged} follows each change of the weights
   */
  CpuLayers(boolean fixedWeights) {
    this.convolution = new ConvolutionCpu(fixedWeights);
  }

  /** Must follow each change of fixed weights. */
  void weightsChanged() {
    convolution.weightsChanged();
  }

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.forward(x, w, b, stride, out);
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    if (isPointwise(w, stride)) {
      dense.backward(x, matrix(w), dOut, dx, dw, db);
    } else {
      convolution.backward(x, w, dOut, stride, dx, dw, db);
    }
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.transposed(dense, x, w, b, stride, out);
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    if (isPointwise(w, stride)) {
      dense.transposedBackward(x, matrix(w), dOut, dx, dw, db);
    } else {
      convolution.transposedBackward(dense, x, w, dOut, stride, dx, dw, db);
    }
  }

  @Override
  public void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    dense.forward(x, w, b, out);
  }

  @Override
  public void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    dense.backward(x, w, dOut, dx, dw, db);
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    groupNorm.run(
        images(x),
        (part, first, last) -> part.forward(x, gain, bias, scaleShift, groups, out, first, last));
  }

  @Override
  public void groupNormSiluBackward(
      Tensor x,
      Tensor gain,
      Tensor bias,
      Tensor scaleShift,
      int groups,
      Tensor dOut,
      Tensor dx,
      Tensor dGain,
      Tensor dBias,
      Tensor dScaleShift) {
    List<GroupNormCpu> parts =
        groupNorm.run(
            images(x),
            (part, first, last) ->
                part.backward(
                    x, gain, bias, scaleShift, groups, dOut, dx, dScaleShift, first, last));
    GroupNormCpu.writeSums(parts, dGain, dBias);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    layerNorm.run(
        LayerNormCpu.tiling(x).count(),
        (part, first, last) -> part.forward(x, gain, bias, out, first, last));
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    List<LayerNormCpu> parts =
        layerNorm.run(
            LayerNormCpu.tiling(x).count(),
            (part, first, last) -> part.backward(x, gain, dOut, dx, first, last));
    LayerNormCpu.writeSums(parts, x, dGain, dBias);
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    if (linear) {
      linearAttention.run(
          images(qkv), (part, first, last) -> part.forward(qkv, heads, out, first, last));
    } else {
      attention.run(images(qkv), (part, first, last) -> part.forward(qkv, heads, out, first, last));
    }
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    if (linear) {
      linearAttention.run(
          images(qkv), (part, first, last) -> part.backward(qkv, heads, dOut, dQkv, first, last));
    } else {
      attention.run(
          images(qkv), (part, first, last) -> part.backward(qkv, heads, dOut, dQkv, first, last));
    }
  }

  @Override
  public void activate(Activation function, Tensor x, Tensor out) {
    activation.forward(function, x, out);
  }

  @Override
  public void activateBackward(Activation function, Tensor x, Tensor dOut, Tensor dx) {
    activation.backward(function, x, dOut, dx);
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    rows.run(
        RowsCpu.tiling(out).count(), (part, first, last) -> part.concat(parts, out, first, last));
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    rows.run(
        RowsCpu.tiling(whole).count(),
        (part, first, last) -> part.split(whole, parts, first, last));
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    elements.run(
        ElementsCpu.tiling(out).count(), (part, from, to) -> part.add(a, b, out, from, to));
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    OffHeap target = OffHeap.of(to, from.length());
    Pointer.memcpy(target.start(), OffHeap.of(from).start(), from.length() * Float.BYTES);
  }

  @Override
  public void patches(Tensor images, int size, Tensor result) {
    patches.cut(images, size, result);
  }

  @Override
  public void joinPatches(Tensor parts, int size, Tensor images) {
    patches.join(parts, size, images);
  }

  /**
   * The weight gradient of oneDNN, 2.5 to 3.13 at least, writes beyond its scratch memory for 1x1
   * convolutions of a stride with fewer channels than a vector. A network has no such layer.
   */
  private static boolean isPointwise(Tensor w, int stride) {
    if (w.size(2) == 1 && stride != 1) {
      throw new IllegalArgumentException(
          "the gradients of a 1x1 convolution of stride "
              + stride
              + " are not computed here;"
              + " use engine nd4j");
    }
    return w.size(2) == 1;
  }

  private static Tensor matrix(Tensor pointwise) {
    return pointwise.reshape(pointwise.size(0), pointwise.size(1));
  }

  private static int images(Tensor array) {
    return Math.toIntExact(array.size(0));
  }
}
