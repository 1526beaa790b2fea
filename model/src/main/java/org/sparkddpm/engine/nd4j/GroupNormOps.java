package org.sparkddpm.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sparkddpm.engine.LayerKernels;

/** Group normalisation, affine map, scale and shift, and SiLU by ND4J operations. */
final class GroupNormOps {

  private final long images;
  private final long positions;
  private final long channels;
  private final int groups;
  private final INDArray gain;
  private final INDArray scale;
  private final INDArray inverseDeviation;
  private final INDArray xHat;
  private final INDArray affine;
  private final INDArray y;

  private GroupNormOps(INDArray x, INDArray gain, INDArray bias, INDArray scaleShift, int groups) {
    this.images = x.size(0);
    this.channels = x.size(-1);
    this.positions = x.length() / images / channels;
    this.groups = groups;
    this.gain = gain.reshape(1, 1, channels);
    INDArray grouped = grouped(x);
    INDArray mean = groupMean(grouped);
    INDArray centred = grouped.sub(mean);
    this.inverseDeviation =
        Transforms.pow(groupMean(centred.mul(centred)).addi(LayerKernels.EPSILON), -0.5, false);
    this.xHat = flat(centred.muli(inverseDeviation));
    this.affine = xHat.mul(this.gain).addi(bias.reshape(1, 1, channels));
    if (scaleShift == null) {
      this.scale = null;
      this.y = affine;
    } else {
      this.scale = columns(scaleShift, 0).add(1);
      this.y = affine.mul(scale).addi(columns(scaleShift, channels));
    }
  }

  static GroupNormOps of(
      INDArray x, INDArray gain, INDArray bias, INDArray scaleShift, int groups) {
    return new GroupNormOps(x, gain, bias, scaleShift, groups);
  }

  void forward(INDArray out) {
    flat(out).assign(y.mul(Transforms.sigmoid(y)));
  }

  void backward(INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias, INDArray dScaleShift) {
    INDArray dy = flat(dOut).mul(LayerOps.siluSlope(y));
    INDArray dAffine = dy;
    if (scale != null) {
      columns(dScaleShift, 0).assign(dy.mul(affine).sum(true, 1));
      columns(dScaleShift, channels).assign(dy.sum(true, 1));
      dAffine = dy.mul(scale);
    }
    dGain.assign(dAffine.mul(xHat).sum(0, 1).reshape(dGain.shape()));
    dBias.assign(dAffine.sum(0, 1).reshape(dBias.shape()));
    INDArray dHat = grouped(dAffine.mul(gain));
    INDArray hat = grouped(xHat);
    INDArray result =
        dHat.sub(groupMean(dHat)).subi(hat.mul(groupMean(dHat.mul(hat)))).muli(inverseDeviation);
    flat(dx).assign(flat(result));
  }

  private INDArray grouped(INDArray x) {
    return x.reshape('c', images, positions, groups, channels / groups);
  }

  private INDArray flat(INDArray x) {
    return x.reshape('c', images, positions, channels);
  }

  private static INDArray groupMean(INDArray grouped) {
    return grouped.mean(true, 1, 3);
  }

  private INDArray columns(INDArray scaleShift, long first) {
    return scaleShift
        .get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + channels))
        .reshape(images, 1, channels);
  }
}
