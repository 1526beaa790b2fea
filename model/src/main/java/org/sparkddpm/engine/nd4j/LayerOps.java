package org.sparkddpm.engine.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;

/**
 * The layers by ND4J operations; documented at the methods of these names in {@link LayerKernels}.
 */
final class LayerOps {

  private static final int SAME = 1;
  private static final int CHANNELS_LAST = 1;
  private static final int WEIGHTS_OUT_IN_H_W = 1;

  private LayerOps() {}

  static void convolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    run("conv2d", stride, w, new INDArray[] {x, w, b}, out);
  }

  static void convolutionBackward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    INDArray ofX = dx == null ? x.like() : dx;
    run("conv2d_bp", stride, w, new INDArray[] {x, w, b, dOut}, ofX, dw, db);
  }

  // ND4J's own deconv2d does not reach oneDNN; the input gradient of conv2d is the same function.
  static void transposedConvolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    INDArray unusedInput = out.like();
    INDArray unusedBias = Nd4j.create(w.dataType(), w.size(0));
    run(
        "conv2d_bp",
        stride,
        w,
        new INDArray[] {unusedInput, w, unusedBias, x},
        out,
        w.like(),
        unusedBias.like());
    rows(out).addiRowVector(b);
  }

  static void transposedConvolutionBackward(
      INDArray x, INDArray w, INDArray dOut, int stride, INDArray dx, INDArray dw, INDArray db) {
    INDArray noBias = Nd4j.create(w.dataType(), w.size(0));
    run("conv2d", stride, w, new INDArray[] {dOut, w, noBias}, dx);
    run(
        "conv2d_bp",
        stride,
        w,
        new INDArray[] {dOut, w, noBias, x},
        dOut.like(),
        dw,
        noBias.like());
    rows(dOut).sum(db, 0);
  }

  private static void run(
      String op, int stride, INDArray w, INDArray[] inputs, INDArray... outputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(op)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(
                (int) w.size(2),
                (int) w.size(3),
                stride,
                stride,
                0,
                0,
                1,
                1,
                SAME,
                CHANNELS_LAST,
                WEIGHTS_OUT_IN_H_W)
            .build());
  }

  static void dense(INDArray x, INDArray w, INDArray b, INDArray out) {
    INDArray result = rows(out);
    Nd4j.gemm(rows(x), w, result, false, true, 1.0, 0.0);
    if (b != null) {
      result.addiRowVector(b);
    }
  }

  static void denseBackward(
      INDArray x, INDArray w, INDArray dOut, INDArray dx, INDArray dw, INDArray db) {
    INDArray rowsOut = rows(dOut);
    if (dx != null) {
      rows(dx).assign(rowsOut.mmul(w));
    }
    dw.assign(Nd4j.gemm(rowsOut, rows(x), true, false));
    if (db != null) {
      rowsOut.sum(db, 0);
    }
  }

  static void layerNorm(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    rows(out).assign(normalised(rows(x)).muliRowVector(gain).addiRowVector(bias));
  }

  static void layerNormBackward(
      INDArray x, INDArray gain, INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias) {
    INDArray in = rows(x);
    INDArray d = rows(dOut);
    INDArray xHat = normalised(in);
    d.mul(xHat).sum(dGain, 0);
    d.sum(dBias, 0);
    INDArray dHat = d.mulRowVector(gain);
    INDArray deviation = Transforms.sqrt(in.var(false, 1).addi(LayerKernels.EPSILON));
    INDArray result =
        dHat.subColumnVector(dHat.mean(1)).subi(xHat.mulColumnVector(dHat.mul(xHat).mean(1)));
    rows(dx).assign(result.diviColumnVector(deviation));
  }

  private static INDArray normalised(INDArray rows) {
    INDArray deviation = Transforms.sqrt(rows.var(false, 1).addi(LayerKernels.EPSILON));
    return rows.subColumnVector(rows.mean(1)).diviColumnVector(deviation);
  }

  static void activate(Activation activation, INDArray x, INDArray out) {
    switch (activation) {
      case SILU -> out.assign(x.mul(Transforms.sigmoid(x)));
      case GELU -> out.assign(x.mul(normalDistribution(x)));
    }
  }

  static void activateBackward(Activation activation, INDArray x, INDArray dOut, INDArray dx) {
    INDArray slope =
        switch (activation) {
          case SILU -> siluSlope(x);
          case GELU ->
              normalDistribution(x)
                  .addi(x.mul(Transforms.exp(x.mul(x).muli(-0.5)).divi(Math.sqrt(2 * Math.PI))));
        };
    dx.assign(slope.muli(dOut));
  }

  /** The derivative of SiLU: {@code s + x s (1 - s)} with {@code s = sigmoid(x)}. */
  static INDArray siluSlope(INDArray x) {
    INDArray s = Transforms.sigmoid(x);
    return s.add(x.mul(s).muli(s.rsub(1)));
  }

  private static INDArray normalDistribution(INDArray x) {
    return Nd4j.exec(new Erf(x.div(Math.sqrt(2)))).addi(1).muli(0.5);
  }

  static void concat(List<INDArray> parts, INDArray out) {
    INDArray whole = rows(out);
    long first = 0;
    for (INDArray part : parts) {
      long last = first + part.size(-1);
      whole.get(NDArrayIndex.all(), NDArrayIndex.interval(first, last)).assign(rows(part));
      first = last;
    }
  }

  static void split(INDArray whole, List<INDArray> parts) {
    INDArray from = rows(whole);
    long first = 0;
    for (INDArray part : parts) {
      long last = first + part.size(-1);
      rows(part).assign(from.get(NDArrayIndex.all(), NDArrayIndex.interval(first, last)));
      first = last;
    }
  }

  static void patches(INDArray images, int size, INDArray patches) {
    patchPixels(patches, size).assign(imagePixels(images, size));
  }

  static void joinPatches(INDArray patches, int size, INDArray images) {
    imagePixels(images, size).assign(patchPixels(patches, size));
  }

  /** {@code [N, H / size, W / size, size, size * C]} of an image. */
  private static INDArray imagePixels(INDArray images, int size) {
    long n = images.size(0);
    long rows = images.size(1) / size;
    long columns = images.size(2) / size;
    return images.reshape('c', n, rows, size, columns, -1).permute(0, 1, 3, 2, 4);
  }

  /** The same of patches. */
  private static INDArray patchPixels(INDArray patches, int size) {
    return patches.reshape('c', patches.size(0), patches.size(1), patches.size(2), size, -1);
  }

  /** All leading axes as rows: a view {@code [rows, last]}. */
  static INDArray rows(INDArray array) {
    return array.reshape('c', -1, array.size(-1));
  }
}
