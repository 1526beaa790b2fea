package org.sparkddpm.diffusion;

import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** Runs the steps of a sampler on one image, each from an x and a prediction of the test's own. */
final class StepProbe extends HostDenoiser {

  /** What a step starts from. */
  @FunctionalInterface
  interface Inputs {
    /**
     * Gives the prediction of a step.
     *
     * @param x as the step before left it; may be changed
     */
    float[] epsilon(int step, float[] x);
  }

  private float[] given;

  StepProbe(int imageSize) {
    super(imageSize);
  }

  @Override
  void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
    System.arraycopy(given, 0, epsilon, 0, epsilon.length);
  }

  /** The image after each step. */
  float[][] run(Sampler sampler, long seed, int label, long index, Inputs inputs) {
    Trajectory trajectory = new Trajectory(this, Guidance.of(1), sampler, 1);
    ReverseProcess process = sampler.over(trajectory);
    trajectory.begin(seed, new int[] {label}, new long[] {index}, new float[1]);
    float[][] after = new float[sampler.steps()][];
    prepare(trajectory, 0, inputs);
    process.run(
        step -> {
          after[step] = trajectory.read();
          if (step + 1 < after.length) {
            prepare(trajectory, step + 1, inputs);
          }
        });
    return after;
  }

  private void prepare(Trajectory trajectory, int step, Inputs inputs) {
    float[] x = trajectory.read();
    given = inputs.epsilon(step, x);
    engine().write(x, trajectory.x());
  }

  /** The noise of a step of an image. */
  float[] noise(long seed, int label, long index, int step) {
    float[] noise = new float[imageSize()];
    RandomStream.of(seed, Purpose.SAMPLE_NOISE, label, index, step)
        .fillGaussian(noise, 0, noise.length);
    return noise;
  }
}
