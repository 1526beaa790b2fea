package org.sparkddpm.unet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.diffusion.Denoiser;

/** A U-Net as the samplers know it. Not thread-safe. */
public final class UNetDenoiser implements Denoiser {

  private final UNet network;

  /**
   * Wraps a network.
   *
   * @param network with its parameters set
   */
  public UNetDenoiser(UNet network) {
    this.network = network;
  }

  @Override
  public int imageSize() {
    return network.config().imageSize();
  }

  @Override
  public void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
    int n = labels.length;
    float[] times = new float[n];
    float[] classes = new float[n];
    for (int i = 0; i < n; i++) {
      times[i] = timesteps[i];
      classes[i] = labels[i] == NO_LABEL ? network.config().noLabelIndex() : labels[i];
    }
    INDArray result =
        network.predict(
            Nd4j.createFromArray(x).reshape(n, imageSize()),
            Nd4j.createFromArray(times).reshape(n, 1),
            Nd4j.createFromArray(classes).reshape(n, 1));
    System.arraycopy(result.data().asFloat(), 0, epsilon, 0, epsilon.length);
  }
}
