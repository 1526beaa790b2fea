package org.sparkddpm.unet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** Attention over the positions of an image, of queries, keys and values side by side. */
record Attention(int heads, int headChannels, boolean linear) implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] shape = Shapes.image(this, inputs[0], 3L * heads * headChannels).clone();
    shape[3] = (long) heads * headChannels;
    return shape;
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    if (linear) {
      kernels.linearAttention(in[0], heads, out);
    } else {
      kernels.attention(in[0], heads, out);
    }
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    if (linear) {
      kernels.linearAttentionBackward(in[0], heads, dOut, dIn[0]);
    } else {
      kernels.attentionBackward(in[0], heads, dOut, dIn[0]);
    }
  }
}
