package org.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.unet.UNet;

/** The loss of a network on images it was not trained on. */
public final class ValidationLoss {

  private ValidationLoss() {}

  /**
   * The sum over a batch's images of each image's mean squared error; divide by the images counted.
   */
  public static double sum(UNet network, NoisedBatch batch) {
    INDArray error =
        network.predict(batch.images(), batch.timesteps(), batch.labels()).sub(batch.noise());
    return error.muli(error).meanNumber().doubleValue() * batch.size();
  }
}
