package org.sparkddpm.engine.cuda;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** The network's layers on a card; each of the classes behind it starts the kernels of one kind. */
abstract class CudaLayers implements LayerKernels {

  final ElementsCuda elements;
  final RowsCuda rows;
  final DrawingCuda drawing;
  private final ConvolutionCuda convolution;
  private final DenseCuda dense;
  private final GroupNormCuda groupNorm;
  private final LayerNormCuda layerNorm;
  private final AttentionCuda attention;
  private final LinearAttentionCuda linearAttention;

  CudaLayers(Launcher launcher) {
    elements = new ElementsCuda(launcher);
    rows = new RowsCuda(launcher);
    drawing = new DrawingCuda(launcher);
    convolution = new ConvolutionCuda(launcher);
    dense = new DenseCuda(launcher);
    groupNorm = new GroupNormCuda(launcher);
    layerNorm = new LayerNormCuda(launcher);
    attention = new AttentionCuda(launcher);
    linearAttention = new LinearAttentionCuda(launcher);
  }

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.forward(x, w, b, stride, out);
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    convolution.backward(x, w, dOut, stride, dx, dw, db);
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.transposed(x, w, b, stride, out);
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    convolution.transposedBackward(x, w, dOut, stride, dx, dw, db);
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
    groupNorm.forward(x, gain, bias, scaleShift, groups, out);
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
    groupNorm.backward(x, gain, bias, scaleShift, groups, dOut, dx, dGain, dBias, dScaleShift);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    layerNorm.forward(x, gain, bias, out);
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    layerNorm.backward(x, gain, dOut, dx, dGain, dBias);
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    if (linear) {
      linearAttention.forward(qkv, heads, out);
    } else {
      attention.forward(qkv, heads, out);
    }
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    if (linear) {
      linearAttention.backward(qkv, heads, dOut, dQkv);
    } else {
      attention.backward(qkv, heads, dOut, dQkv);
    }
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    elements.activate(activation, x, out);
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    elements.activateBackward(activation, x, dOut, dx);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    elements.add(a, b, out);
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    rows.concat(parts, out);
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    rows.split(whole, parts);
  }

  @Override
  public void gather(Tensor indices, Tensor table, Tensor out) {
    rows.gather(indices, table, out);
  }

  @Override
  public void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    rows.gatherBackward(indices, dOut, dTable);
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    elements.copy(from, to);
  }

  @Override
  public void patches(Tensor images, int size, Tensor patches) {
    rows.patches(images, size, patches);
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    rows.joinPatches(patches, size, images);
  }

  @Override
  public void sinusoids(Tensor timesteps, Tensor out) {
    drawing.sinusoids(timesteps, out);
  }
}
