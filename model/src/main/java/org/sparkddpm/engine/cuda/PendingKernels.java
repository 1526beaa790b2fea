package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** What no class computes yet; goes when all are written. */
abstract class PendingKernels implements Kernels {

  private static UnsupportedOperationException pending(String kernel) {
    return new UnsupportedOperationException("engine cuda does not have the kernel " + kernel);
  }

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    throw pending("convolution");
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    throw pending("convolutionBackward");
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    throw pending("transposedConvolution");
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    throw pending("transposedConvolutionBackward");
  }

  @Override
  public void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    throw pending("dense");
  }

  @Override
  public void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    throw pending("denseBackward");
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    throw pending("groupNormSilu");
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
    throw pending("groupNormSiluBackward");
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    throw pending("layerNorm");
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    throw pending("layerNormBackward");
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    throw pending("attention");
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    throw pending("attentionBackward");
  }
}
