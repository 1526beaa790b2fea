package org.sparkddpm.training;

import java.io.Serializable;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
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
    new Canvas(
        new ImageShape(imageHeight, imageWidth, unet.channels()), unet.height(), unet.width());
  }

  /** Shape of the images that the model was trained on. */
  public ImageShape imageShape() {
    return new ImageShape(imageHeight, imageWidth, unet.channels());
  }

  /** Between the data's images and what the network sees. */
  public Canvas canvas() {
    return new Canvas(imageShape(), unet.height(), unet.width());
  }

  /**
   * How this model's images are noised.
   *
   * @param labelDropout share of the examples that lose their label, in [0, 1)
   * @param validation whether the random numbers are those of validation
   */
  public Noising noising(long seed, double labelDropout, boolean validation) {
    return new Noising(
        canvas(), seed, diffusion.timesteps(), labelDropout, unet.noLabelIndex(), validation);
  }
}
