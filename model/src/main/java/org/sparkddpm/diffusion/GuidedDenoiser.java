package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * A denoiser with classifier-free guidance (Ho and Salimans 2022, "Classifier-Free Diffusion
 * Guidance", eq. 6): epsilon = unconditional + scale * (conditional - unconditional), where scale
 * is the paper's w + 1. Both are predicted in one batch of twice the size, the conditional half
 * first.
 *
 * @param network without guidance
 * @param scale at least 0
 */
record GuidedDenoiser(Denoiser network, double scale) implements Denoiser {

  @Override
  public Engine engine() {
    return network.engine();
  }

  @Override
  public int imageSize() {
    return network.imageSize();
  }

  @Override
  public int noLabel() {
    return network.noLabel();
  }

  @Override
  public Denoiser.Batch batch(int n) {
    return new Halves(this, network.batch(2 * n), n);
  }

  private static final class Halves implements Denoiser.Batch {

    private final Kernels kernels;
    private final double scale;
    private final Denoiser.Batch both;
    private final int n;
    private final int size;
    private final Tensor noLabel;

    Halves(GuidedDenoiser guidance, Denoiser.Batch both, int n) {
      this.kernels = guidance.engine().kernels();
      this.scale = guidance.scale();
      this.both = both;
      this.n = n;
      this.size = guidance.imageSize();
      this.noLabel = guidance.engine().floats(1);
      guidance.engine().write(new float[] {guidance.noLabel()}, noLabel);
    }

    @Override
    public Tensor images() {
      return both.images().part(0, n, size);
    }

    @Override
    public Tensor timesteps() {
      return both.timesteps().part(0, n, 1);
    }

    @Override
    public Tensor labels() {
      return both.labels().part(0, n, 1);
    }

    @Override
    public Tensor epsilon() {
      return both.epsilon().part(0, n, size);
    }

    @Override
    public void predict() {
      long half = (long) n * size;
      kernels.copy(images(), both.images().part(half, n, size));
      kernels.copy(timesteps(), both.timesteps().part(n, n, 1));
      kernels.fill(noLabel, both.labels().part(n, n, 1));
      both.predict();
      kernels.guide(epsilon(), both.epsilon().part(half, n, size), scale, epsilon());
    }
  }
}
