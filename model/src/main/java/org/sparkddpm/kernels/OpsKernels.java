package org.sparkddpm.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kernels made of ND4J operations alone: they run on every backend and in every floating-point
 * type, and are the reference that faster ones are tested against.
 */
class OpsKernels implements Kernels {

  private static final int SAME = 1;
  private static final int CHANNELS_LAST = 1;
  private static final int WEIGHTS_OUT_IN_H_W = 1;

  @Override
  public String name() {
    return "nd4j-ops";
  }

  @Override
  public void convolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    run("conv2d", stride, w, new INDArray[] {x, w, b}, out);
  }

  @Override
  public void convolutionBackward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    run("conv2d_bp", stride, w, new INDArray[] {x, w, b, dOut}, dx, dw, db);
  }

  // ND4J's own deconv2d does not reach oneDNN; the input gradient of conv2d is the same function.
  @Override
  public void transposedConvolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
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

  @Override
  public void transposedConvolutionBackward(
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

  static void run(String op, int stride, INDArray w, INDArray[] inputs, INDArray... outputs) {
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

  @Override
  public void dense(INDArray x, INDArray w, INDArray b, INDArray out) {
    INDArray result = rows(out);
    Nd4j.gemm(rows(x), w, result, false, true, 1.0, 0.0);
    if (b != null) {
      result.addiRowVector(b);
    }
  }

  @Override
  public void denseBackward(
      INDArray x, INDArray w, INDArray dOut, INDArray dx, INDArray dw, INDArray db) {
    INDArray rowsOut = rows(dOut);
    rows(dx).assign(rowsOut.mmul(w));
    dw.assign(Nd4j.gemm(rowsOut, rows(x), true, false));
    if (db != null) {
      rowsOut.sum(db, 0);
    }
  }

  @Override
  public void groupNormSilu(
      INDArray x, INDArray gain, INDArray bias, INDArray scaleShift, int groups, INDArray out) {
    GroupNormOps.of(x, gain, bias, scaleShift, groups).forward(out);
  }

  @Override
  public void groupNormSiluBackward(
      INDArray x,
      INDArray gain,
      INDArray bias,
      INDArray scaleShift,
      int groups,
      INDArray dOut,
      INDArray dx,
      INDArray dGain,
      INDArray dBias,
      INDArray dScaleShift) {
    GroupNormOps.of(x, gain, bias, scaleShift, groups)
        .backward(dOut, dx, dGain, dBias, dScaleShift);
  }

  @Override
  public void layerNorm(INDArray x, INDArray gain, INDArray bias, INDArray out) {
    rows(out).assign(normalised(rows(x)).muliRowVector(gain).addiRowVector(bias));
  }

  @Override
  public void layerNormBackward(
      INDArray x, INDArray gain, INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias) {
    INDArray in = rows(x);
    INDArray d = rows(dOut);
    INDArray xHat = normalised(in);
    d.mul(xHat).sum(dGain, 0);
    d.sum(dBias, 0);
    INDArray dHat = d.mulRowVector(gain);
    INDArray deviation = Transforms.sqrt(in.var(false, 1).addi(EPSILON));
    INDArray result =
        dHat.subColumnVector(dHat.mean(1)).subi(xHat.mulColumnVector(dHat.mul(xHat).mean(1)));
    rows(dx).assign(result.diviColumnVector(deviation));
  }

  private static INDArray normalised(INDArray rows) {
    INDArray deviation = Transforms.sqrt(rows.var(false, 1).addi(EPSILON));
    return rows.subColumnVector(rows.mean(1)).diviColumnVector(deviation);
  }

  @Override
  public void attention(INDArray qkv, int heads, INDArray out) {
    AttentionOps.full(qkv, heads).forward(out);
  }

  @Override
  public void attentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    AttentionOps.full(qkv, heads).backward(dOut, dQkv);
  }

  @Override
  public void linearAttention(INDArray qkv, int heads, INDArray out) {
    AttentionOps.linear(qkv, heads).forward(out);
  }

  @Override
  public void linearAttentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv) {
    AttentionOps.linear(qkv, heads).backward(dOut, dQkv);
  }

  @Override
  public void activate(Activation activation, INDArray x, INDArray out) {
    switch (activation) {
      case SILU -> out.assign(x.mul(Transforms.sigmoid(x)));
      case GELU -> out.assign(x.mul(normalDistribution(x)));
    }
  }

  @Override
  public void activateBackward(Activation activation, INDArray x, INDArray dOut, INDArray dx) {
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

  @Override
  public void add(INDArray a, INDArray b, INDArray out) {
    a.addi(b, out);
  }

  @Override
  public void concat(INDArray[] parts, INDArray out) {
    INDArray whole = rows(out);
    long first = 0;
    for (INDArray part : parts) {
      long last = first + part.size(-1);
      whole.get(NDArrayIndex.all(), NDArrayIndex.interval(first, last)).assign(rows(part));
      first = last;
    }
  }

  @Override
  public void split(INDArray whole, INDArray[] parts) {
    INDArray from = rows(whole);
    long first = 0;
    for (INDArray part : parts) {
      long last = first + part.size(-1);
      rows(part).assign(from.get(NDArrayIndex.all(), NDArrayIndex.interval(first, last)));
      first = last;
    }
  }

  @Override
  public void gather(INDArray indices, INDArray table, INDArray out) {
    for (int i = 0; i < indices.length(); i++) {
      out.putRow(i, table.getRow(indices.getLong(i)));
    }
  }

  @Override
  public void gatherBackward(INDArray indices, INDArray dOut, INDArray dTable) {
    dTable.assign(0);
    for (int i = 0; i < indices.length(); i++) {
      dTable.getRow(indices.getLong(i)).addi(dOut.getRow(i));
    }
  }

  @Override
  public double squaredNorm(INDArray x) {
    double norm = x.norm2Number().doubleValue();
    return norm * norm;
  }

  @Override
  public void adam(
      AdamStep step,
      INDArray gradient,
      double factor,
      INDArray first,
      INDArray second,
      INDArray parameters) {
    INDArray g = gradient.mul(factor);
    first.muli(step.beta1()).addi(g.mul(1 - step.beta1()));
    second.muli(step.beta2()).addi(g.mul(g).muli(1 - step.beta2()));
    INDArray root = Transforms.sqrt(second).addi(step.epsilon());
    parameters.subi(first.mul(step.rate()).divi(root));
  }

  /** All leading axes as rows: a view {@code [rows, last]}. */
  static INDArray rows(INDArray array) {
    return array.reshape('c', -1, array.size(-1));
  }
}
