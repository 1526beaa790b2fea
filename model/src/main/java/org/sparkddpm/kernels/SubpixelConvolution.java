package org.sparkddpm.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The transposed convolution of a 4x4 kernel and stride 2 as one 2x2 convolution with four times
 * the outputs, one set for each place in a 2x2 block of output pixels (Shi et al. 2016).
 *
 * <p>Output row {@code 2i} meets input rows {@code i-1, i} with kernel rows 3 and 1, output row
 * {@code 2i+1} meets {@code i, i+1} with kernel rows 2 and 0; columns likewise. A 2x2 convolution
 * with one pixel of padding computes both, the second one row further on.
 */
final class SubpixelConvolution {

  private INDArray memory = Nd4j.createUninitializedDetached(DataType.FLOAT, 1);
  private float[] wide = new float[0];
  private float[] image = new float[0];

  static boolean fits(INDArray w, int stride) {
    return stride == 2 && w.size(2) == 4 && w.size(3) == 4;
  }

  void forward(INDArray x, INDArray w, INDArray b, INDArray out) {
    int inputs = Math.toIntExact(w.size(0));
    int outputs = Math.toIntExact(w.size(1));
    int height = Math.toIntExact(x.size(1));
    int width = Math.toIntExact(x.size(2));
    long wideImage = (height + 1L) * (width + 1L) * 4 * outputs;
    long biases = w.length();
    long results = biases + 4L * outputs;
    long needed = results + x.size(0) * wideImage;
    if (memory.length() < needed) {
      memory = Nd4j.createUninitializedDetached(DataType.FLOAT, needed);
    }
    INDArray weights = window(0, 4L * outputs, inputs, 2, 2);
    INDArray bias = window(biases, 4L * outputs);
    INDArray result = window(results, x.size(0), height + 1L, width + 1L, 4L * outputs);
    rearrange(w, weights, inputs, outputs);
    repeat(b, bias, outputs);
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(x, weights, bias)
            .addOutputs(result)
            .addIntegerArguments(2, 2, 1, 1, 1, 1, 1, 1, 0, 1, 1)
            .build());
    interleave(result, out, height, width, outputs);
  }

  private INDArray window(long start, long... shape) {
    long length = 1;
    for (long extent : shape) {
      length *= extent;
    }
    return memory.get(NDArrayIndex.interval(start, start + length)).reshape('c', shape);
  }

  /** From {@code [in, out, 4, 4]} to {@code [row, column, out, in, 2, 2]}. */
  private void rearrange(INDArray w, INDArray weights, int inputs, int outputs) {
    int length = 16 * inputs * outputs;
    grow(length, length);
    OffHeap.of(w, length).read(0, image, length);
    int at = 0;
    for (int place = 0; place < 4; place++) {
      for (int out = 0; out < outputs; out++) {
        for (int in = 0; in < inputs; in++) {
          for (int tap = 0; tap < 4; tap++) {
            int row = 3 - place / 2 - 2 * (tap / 2);
            int column = 3 - place % 2 - 2 * (tap % 2);
            wide[at++] = image[((in * outputs + out) * 4 + row) * 4 + column];
          }
        }
      }
    }
    OffHeap.of(weights, length).write(wide, 0, length);
  }

  private void repeat(INDArray b, INDArray bias, int outputs) {
    OffHeap.of(b, outputs).read(0, image, outputs);
    OffHeap to = OffHeap.of(bias, 4L * outputs);
    for (int place = 0; place < 4; place++) {
      to.write(image, (long) place * outputs, outputs);
    }
  }

  private void interleave(INDArray result, INDArray out, int height, int width, int outputs) {
    int images = Math.toIntExact(result.size(0));
    int wideLength = Math.toIntExact(result.length() / images);
    int length = 4 * height * width * outputs;
    grow(wideLength, length);
    OffHeap from = OffHeap.of(result, result.length());
    OffHeap to = OffHeap.of(out, (long) images * length);
    for (int n = 0; n < images; n++) {
      from.read((long) n * wideLength, wide, wideLength);
      int at = 0;
      for (int row = 0; row < 2 * height; row++) {
        for (int column = 0; column < 2 * width; column++) {
          int pixel = ((row + 1) / 2) * (width + 1) + (column + 1) / 2;
          int place = row % 2 * 2 + column % 2;
          System.arraycopy(wide, (pixel * 4 + place) * outputs, image, at, outputs);
          at += outputs;
        }
      }
      to.write(image, (long) n * length, length);
    }
  }

  private void grow(int wideLength, int imageLength) {
    if (wide.length < wideLength) {
      wide = new float[wideLength];
    }
    if (image.length < imageLength) {
      image = new float[imageLength];
    }
  }
}
