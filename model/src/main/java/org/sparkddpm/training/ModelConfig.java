package org.sparkddpm.training;

import java.io.Serializable;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.unet.UNetConfig;

/**
 * All that is needed to use a trained model: its network, its diffusion, and the size of the images
 * it was trained on.
 *
 * @param imageHeight of the data, in pixels
 * @param imageWidth of the data, in pixels
 */
public record ModelConfig(
    UNetConfig unet, DiffusionConfig diffusion, int imageHeight, int imageWidth)
    implements Serializable {

  /**
   * Checks that the images fit the network.
   *
   * @throws IllegalArgumentException if they are larger than what the network sees
   */
  public ModelConfig {
    new Canvas(imageHeight, imageWidth, unet.height(), unet.width());
  }

  /** Between the data's images and what the network sees. */
  public Canvas canvas() {
    return new Canvas(imageHeight, imageWidth, unet.height(), unet.width());
  }
}
