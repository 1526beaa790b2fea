package org.sparkddpm.jobs.train;

import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetPresets;

/** The model that settings of the training job ask for. */
public final class ChosenModel {
  private ChosenModel() {}

  /**
   * Its configuration.
   *
   * @param shape of the images
   * @param classes number of labels
   * @throws IllegalArgumentException if there is no such network for these images
   */
  public static ModelConfig of(Settings settings, ImageShape shape, int classes) {
    Conditioning conditioning = settings.get(TrainOptions.CONDITIONING);
    return new ModelConfig(
        UNetPresets.of(
            settings.get(TrainOptions.PRESET),
            shape.height(),
            shape.width(),
            shape.channels(),
            classes,
            conditioning.maps(),
            conditioning.inTime(),
            settings.get(TrainOptions.PRE_ACTIVATION)),
        new DiffusionConfig(
            settings.get(TrainOptions.SCHEDULE),
            settings.get(TrainOptions.TIMESTEPS),
            settings.get(TrainOptions.PREDICTION)),
        shape.height(),
        shape.width());
  }
}
