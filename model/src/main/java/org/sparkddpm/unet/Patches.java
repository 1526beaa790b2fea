package org.sparkddpm.unet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/**
 * Between flat images {@code [N, height * width * channels]} and maps whose channels are the pixels
 * of square patches, {@code [N, height / size, width / size, size * size * channels]}.
 *
 * @param merge false: image to patches; true: patches to image
 */
record Patches(long height, long width, long channels, long size, boolean merge) implements Block {

  Patches {
    if (height % size != 0 || width % size != 0) {
      throw new IllegalArgumentException(
          "an image of " + height + "x" + width + " cannot be cut into patches of " + size);
    }
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long n = inputs[0][0];
    return merge
        ? new long[] {n, height * width * channels}
        : new long[] {n, height / size, width / size, size * size * channels};
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    move(merge, in[0], out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    move(!merge, dOut, dIn[0]);
  }

  private void move(boolean toImage, INDArray from, INDArray to) {
    long n = from.size(0);
    INDArray image = toImage ? to : from;
    INDArray patches = toImage ? from : to;
    INDArray imageView =
        image
            .reshape('c', n, height / size, size, width / size, size * channels)
            .permute(0, 1, 3, 2, 4);
    INDArray patchView =
        patches.reshape('c', n, height / size, width / size, size, size * channels);
    if (toImage) {
      imageView.assign(patchView);
    } else {
      patchView.assign(imageView);
    }
  }
}
