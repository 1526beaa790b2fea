package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;

/** What no class computes yet; goes when all are written. */
abstract class PendingKernels implements Kernels {

  private static UnsupportedOperationException pending(String kernel) {
    return new UnsupportedOperationException("engine cuda does not have the kernel " + kernel);
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    throw pending("groupNormSilu");
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
    throw pending("groupNormSiluBackward");
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    throw pending("layerNorm");
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    throw pending("layerNormBackward");
  }

  @Override
  public void attention(Tensor qkv, int heads, boolean linear, Tensor out) {
    throw pending("attention");
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv) {
    throw pending("attentionBackward");
  }

  @Override
  public void sinusoids(Tensor timesteps, Tensor out) {
    throw pending("sinusoids");
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    throw pending("meanSquaredError");
  }

  @Override
  public void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    throw pending("clipFactor");
  }

  @Override
  public void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    throw pending("adam");
  }

  @Override
  public void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    throw pending("descend");
  }

  @Override
  public void noisedBatch(
      Noising noising,
      ResidentImages images,
      Tensor levels,
      Tensor round,
      Tensor plan,
      Tensor cursor,
      Tensor x,
      Tensor timesteps,
      Tensor labels,
      Tensor noise) {
    throw pending("noisedBatch");
  }

  @Override
  public void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    throw pending("sampleNoise");
  }

  @Override
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    throw pending("combine");
  }

  @Override
  public void clamp(Tensor x, double low, double high, Tensor out) {
    throw pending("clamp");
  }

  @Override
  public void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    throw pending("guide");
  }

  @Override
  public void findNonFinite(Tensor x, Tensor step, Tensor found) {
    throw pending("findNonFinite");
  }
}
