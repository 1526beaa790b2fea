package org.sparkddpm.engine.nd4j;

import static org.sparkddpm.engine.nd4j.Nd4jBuffer.array;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** The network's layers: the operations, on the tensors' arrays. */
abstract class Nd4jLayers implements LayerKernels {

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    LayerOps.convolution(array(x), array(w), array(b), stride, array(out));
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    LayerOps.convolutionBackward(
        array(x), array(w), array(b), array(dOut), stride, array(dx), array(dw), array(db));
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    LayerOps.transposedConvolution(array(x), array(w), array(b), stride, array(out));
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    LayerOps.transposedConvolutionBackward(
        array(x), array(w), array(dOut), stride, array(dx), array(dw), array(db));
  }

  @Override
  public void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    LayerOps.dense(array(x), array(w), array(b), array(out));
  }

  @Override
  public void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    LayerOps.denseBackward(array(x), array(w), array(dOut), array(dx), array(dw), array(db));
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    GroupNormOps.of(array(x), array(gain), array(bias), array(scaleShift), groups)
        .forward(array(out));
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
    GroupNormOps.of(array(x), array(gain), array(bias), array(scaleShift), groups)
        .backward(array(dOut), array(dx), array(dGain), array(dBias), array(dScaleShift));
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    LayerOps.layerNorm(array(x), array(gain), array(bias), array(out));
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    LayerOps.layerNormBackward(
        array(x), array(gain), array(dOut), array(dx), array(dGain), array(dBias));
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    new AttentionOps(array(qkv), heads, linear).forward(array(out));
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    new AttentionOps(array(qkv), heads, linear).backward(array(dOut), array(dQkv));
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    LayerOps.activate(activation, array(x), array(out));
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    LayerOps.activateBackward(activation, array(x), array(dOut), array(dx));
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    array(a).addi(array(b), array(out));
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    LayerOps.concat(parts.stream().map(Nd4jBuffer::array).toList(), array(out));
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    LayerOps.split(array(whole), parts.stream().map(Nd4jBuffer::array).toList());
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    array(to.reshape(from.length())).assign(array(from.reshape(from.length())));
  }

  @Override
  public void patches(Tensor images, int size, Tensor patches) {
    LayerOps.patches(array(images), size, array(patches));
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    LayerOps.joinPatches(array(patches), size, array(images));
  }
}
