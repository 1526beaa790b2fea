package org.sparkddpm.diffusion;

import java.util.Objects;

/** A sampler whose steps are all {@link ReverseStep}s. */
final class AffineSampler implements Sampler {

  private final int[] timesteps;
  private final boolean clip;

  // x_0 = dataFromX * x - dataFromEpsilon * epsilon
  private final float[] dataFromX;
  private final float[] dataFromEpsilon;

  // With clipping x' = fromData * x_0 + fromX * x + sigma * z.
  private final float[] fromData;
  private final float[] fromX;
  private final float[] sigma;

  // Without it x' = wholeX * x - wholeEpsilon * epsilon + sigma * z: x_0, which can be huge where
  // alphaBar is tiny, never has to be represented.
  private final float[] wholeX;
  private final float[] wholeEpsilon;

  AffineSampler(int[] timesteps, ReverseStep[] steps, boolean clip) {
    this.timesteps = timesteps.clone();
    this.clip = clip;
    int count = steps.length;
    dataFromX = new float[count];
    dataFromEpsilon = new float[count];
    fromData = new float[count];
    fromX = new float[count];
    sigma = new float[count];
    wholeX = new float[count];
    wholeEpsilon = new float[count];
    for (int i = 0; i < count; i++) {
      ReverseStep step = steps[i];
      double ofX = 1 / Math.sqrt(step.alphaBar());
      double ofEpsilon = Math.sqrt(1 - step.alphaBar()) * ofX;
      dataFromX[i] = (float) ofX;
      dataFromEpsilon[i] = (float) ofEpsilon;
      fromData[i] = (float) step.fromData();
      fromX[i] = (float) step.fromX();
      sigma[i] = (float) step.sigma();
      wholeX[i] = (float) (step.fromData() * ofX + step.fromX());
      wholeEpsilon[i] = (float) (step.fromData() * ofEpsilon);
    }
  }

  @Override
  public int steps() {
    return timesteps.length;
  }

  @Override
  public int timestep(int step) {
    return timesteps[checked(step)];
  }

  @Override
  public boolean needsNoise(int step) {
    return sigma[checked(step)] > 0;
  }

  @Override
  public void step(int step, float[] x, float[] epsilon, float[] noise, int offset, int length) {
    boolean noisy = needsNoise(step);
    Objects.checkFromIndexSize(offset, length, x.length);
    Objects.checkFromIndexSize(offset, length, epsilon.length);
    if (noisy) {
      Objects.checkFromIndexSize(offset, length, noise.length);
    }
    if (clip) {
      denoiseClipped(step, x, epsilon, offset, length);
    } else {
      denoise(step, x, epsilon, offset, length);
    }
    if (noisy) {
      float scale = sigma[step];
      for (int i = offset; i < offset + length; i++) {
        x[i] += scale * noise[i];
      }
    }
  }

  private void denoise(int step, float[] x, float[] epsilon, int offset, int length) {
    float ofX = wholeX[step];
    float ofEpsilon = wholeEpsilon[step];
    for (int i = offset; i < offset + length; i++) {
      x[i] = ofX * x[i] - ofEpsilon * epsilon[i];
    }
  }

  private void denoiseClipped(int step, float[] x, float[] epsilon, int offset, int length) {
    float ofX = dataFromX[step];
    float ofEpsilon = dataFromEpsilon[step];
    float nextOfData = fromData[step];
    float nextOfX = fromX[step];
    for (int i = offset; i < offset + length; i++) {
      float data = Math.max(-1f, Math.min(1f, ofX * x[i] - ofEpsilon * epsilon[i]));
      x[i] = nextOfData * data + nextOfX * x[i];
    }
  }

  private int checked(int step) {
    if (step < 0 || step >= timesteps.length) {
      throw new IndexOutOfBoundsException(
          "step " + step + " is not one of this sampler's; use 0.." + (timesteps.length - 1));
    }
    return step;
  }
}
