package org.sparkddpm.jobs.checkpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;
import org.sparkddpm.unet.UNetConfig;

/** A model for readers. */
public final class ModelInWords {

  private ModelInWords() {}

  /** A line for the network and one for the diffusion, by what they are of. */
  public static Map<String, String> of(ModelConfig model) {
    UNetConfig unet = model.unet();
    Map<String, String> words = new LinkedHashMap<>();
    words.put(
        "Network",
        String.format(
            Locale.ROOT,
            "U-Net on a canvas of %dx%d for %d classes, %d levels, %d channels on the first, %,d"
                + " parameters",
            unet.width(),
            unet.height(),
            unet.classes(),
            unet.multipliers().size(),
            unet.dim() * unet.multipliers().get(0),
            ParameterLayout.of(unet).length()));
    words.put(
        "Diffusion",
        String.format(
            Locale.ROOT,
            "%s schedule of %d timesteps",
            model.diffusion().schedule(),
            model.diffusion().timesteps()));
    return words;
  }
}
