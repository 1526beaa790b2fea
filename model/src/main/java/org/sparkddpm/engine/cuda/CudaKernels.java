package org.sparkddpm.engine.cuda;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Tensor;

/** All kernels of a card; each of the classes behind it starts those of one file. */
final class CudaKernels extends PendingKernels {

  private final ElementsCuda elements;
  private final RowsCuda rows;
  private final GroupNormCuda groupNorm;
  private final LayerNormCuda layerNorm;
  private final AttentionCuda attention;
  private final LinearAttentionCuda linearAttention;

  CudaKernels(Launcher launcher) {
    elements = new ElementsCuda(launcher);
    rows = new RowsCuda(launcher);
    groupNorm = new GroupNormCuda(launcher);
    layerNorm = new LayerNormCuda(launcher);
    attention = new AttentionCuda(launcher);
    linearAttention = new LinearAttentionCuda(launcher);
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    groupNorm.forward(x, gain, bias, scaleShift, groups, out);
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
    groupNorm.backward(x, gain, bias, scaleShift, groups, dOut, dx, dGain, dBias, dScaleShift);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    layerNorm.forward(x, gain, bias, out);
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    layerNorm.backward(x, gain, dOut, dx, dGain, dBias);
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    if (linear) {
      linearAttention.forward(qkv, heads, out);
    } else {
      attention.forward(qkv, heads, out);
    }
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    if (linear) {
      linearAttention.backward(qkv, heads, dOut, dQkv);
    } else {
      attention.backward(qkv, heads, dOut, dQkv);
    }
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    elements.activate(activation, x, out);
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    elements.activateBackward(activation, x, dOut, dx);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    elements.add(a, b, out);
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    elements.copy(from, to);
  }

  @Override
  public void fill(Tensor value, Tensor out) {
    elements.fill(value, out);
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    rows.concat(parts, out);
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    rows.split(whole, parts);
  }

  @Override
  public void gather(Tensor indices, Tensor table, Tensor out) {
    rows.gather(indices, table, out);
  }

  @Override
  public void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    rows.gatherBackward(indices, dOut, dTable);
  }

  @Override
  public void scatter(Tensor index, Tensor row, Tensor table) {
    rows.scatter(index, row, table);
  }

  @Override
  public void increment(Tensor counter) {
    rows.increment(counter);
  }

  @Override
  public void patches(Tensor images, int size, Tensor patches) {
    rows.patches(images, size, patches);
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    rows.joinPatches(patches, size, images);
  }
}
