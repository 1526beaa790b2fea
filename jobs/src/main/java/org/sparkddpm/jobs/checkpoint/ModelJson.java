package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.sparkddpm.jobs.storage.RecordFormat;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/**
 * A model's configuration as the JSON that checkpoints keep and runs of samples are named by: plain
 * values in one object, no class names.
 */
public final class ModelJson {

  /** The size of the images, in pixels. */
  record ImageSize(int imageHeight, int imageWidth) {}

  // A component that is added to one of these gets its default here, the value that all models had
  // before it: otherwise no earlier checkpoint could be read, and every run would get a new name.
  private static final RecordFormat<ImageSize> SIZE = format(ImageSize.class, Map.of());
  private static final RecordFormat<DiffusionConfig> DIFFUSION =
      format(DiffusionConfig.class, Map.of("prediction", DiffusionConfig.DEFAULT_PREDICTION));
  private static final RecordFormat<UNetConfig> UNET =
      format(UNetConfig.class, Map.of("channels", 1, "pre_activation", false));

  private ModelJson() {}

  private static <T extends Record> RecordFormat<T> format(
      Class<T> type, Map<String, Object> later) {
    return new RecordFormat<>(
        type, "config.json of the checkpoint", "model.", "the training job", later);
  }

  /** Writes a configuration. */
  public static ObjectNode toJson(ModelConfig model) {
    ObjectNode json = SIZE.write(new ImageSize(model.imageHeight(), model.imageWidth()));
    json.setAll(DIFFUSION.write(model.diffusion()));
    json.setAll(UNET.write(model.unet()));
    return json;
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException naming the value that is missing, unknown or impossible
   */
  public static ModelConfig fromJson(JsonNode json) {
    RecordFormat.refuseUnknown(json, SIZE, DIFFUSION, UNET);
    ImageSize size = SIZE.read(json);
    DiffusionConfig diffusion = DIFFUSION.read(json);
    return new ModelConfig(UNET.read(json), diffusion, size.imageHeight(), size.imageWidth());
  }
}
