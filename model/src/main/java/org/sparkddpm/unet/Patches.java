package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * Between flat images {@code [N, height * width * channels]} and maps whose channels are the pixels
 * of square patches, {@code [N, height / size, width / size, size * size * channels]}.
 *
 * @param merge false: image to patches; true: patches to image
 */
record Patches(long height, long width, long channels, int size, boolean merge) implements Block {

  Patches {
    if (height % size != 0 || width % size != 0) {
      throw new IllegalArgumentException(
          "an image of " + width + "x" + height + " cannot be cut into patches of " + size);
    }
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long n = inputs[0][0];
    return merge
        ? new long[] {n, height * width * channels}
        : new long[] {n, height / size, width / size, (long) size * size * channels};
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    move(kernels, merge, in.get(0), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    move(kernels, !merge, dOut, dIn.get(0));
  }

  private void move(LayerKernels kernels, boolean toImage, Tensor from, Tensor to) {
    if (toImage) {
      kernels.joinPatches(from, size, images(to));
    } else {
      kernels.patches(images(from), size, to);
    }
  }

  private Tensor images(Tensor flat) {
    return flat.reshape(flat.size(0), height, width, channels);
  }

  @Override
  public boolean rereadsInputs() {
    return false;
  }
}
