package org.sparkddpm.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Transposed convolution by the operations of the reference, with the arrays that those want but
 * nobody reads kept from call to call.
 */
final class TransposedConvolutionCpu {

  private final SubpixelConvolution subpixel = new SubpixelConvolution();
  private INDArray images = allocated(1);
  private INDArray weights = allocated(1);
  private INDArray biases = allocated(2);

  void forward(DenseCpu bias, INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    if (SubpixelConvolution.fits(w, stride)) {
      subpixel.forward(x, w, b, out);
      return;
    }
    images = grown(images, out.length());
    weights = grown(weights, w.length());
    biases = grown(biases, 2 * w.size(0));
    OpsKernels.run(
        "conv2d_bp",
        stride,
        w,
        new INDArray[] {window(images, 0, out.shape()), w, window(biases, 0, w.size(0)), x},
        out,
        window(weights, 0, w.shape()),
        window(biases, w.size(0), w.size(0)));
    bias.addBias(out, b);
  }

  void backward(
      DenseCpu bias,
      INDArray x,
      INDArray w,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    images = grown(images, dOut.length());
    biases = grown(biases, 2 * w.size(0));
    INDArray zero = window(biases, 0, w.size(0));
    zero.assign(0);
    OpsKernels.run("conv2d", stride, w, new INDArray[] {dOut, w, zero}, dx);
    OpsKernels.run(
        "conv2d_bp",
        stride,
        w,
        new INDArray[] {dOut, w, zero, x},
        window(images, 0, dOut.shape()),
        dw,
        window(biases, w.size(0), w.size(0)));
    bias.sumRows(dOut, db);
  }

  private static INDArray grown(INDArray old, long length) {
    return old.length() >= length ? old : allocated(length);
  }

  private static INDArray allocated(long length) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, length).assign(0);
  }

  private static INDArray window(INDArray flat, long start, long... shape) {
    long length = 1;
    for (long extent : shape) {
      length *= extent;
    }
    return flat.get(NDArrayIndex.interval(start, start + length)).reshape('c', shape);
  }
}
