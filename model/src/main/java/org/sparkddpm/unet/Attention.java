package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** Attention over the positions of an image, of queries, keys and values side by side. */
record Attention(int heads, int headChannels, boolean linear) implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] shape = Shapes.image(this, inputs[0], 3L * heads * headChannels).clone();
    shape[3] = (long) heads * headChannels;
    return shape;
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.attention(in.get(0), heads, linear, out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.attentionBackward(in.get(0), heads, linear, dOut, dIn.get(0));
  }
}
