package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** A model's configuration as the JSON that checkpoints keep; plain values, no class names. */
public final class ModelJson {

  private ModelJson() {}

  /** Writes a configuration. */
  public static JsonNode toJson(ModelConfig model) {
    UNetConfig unet = model.unet();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("image_height", model.imageHeight());
    json.put("image_width", model.imageWidth());
    json.put("schedule", model.diffusion().schedule());
    json.put("timesteps", model.diffusion().timesteps());
    json.put("height", unet.height());
    json.put("width", unet.width());
    json.put("classes", unet.classes());
    json.put("patch", unet.patch());
    json.put("dim", unet.dim());
    ArrayNode multipliers = json.putArray("multipliers");
    unet.multipliers().forEach(multipliers::add);
    json.put("stem_kernel", unet.stemKernel());
    json.put("stem_channels", unet.stemChannels());
    ArrayNode linear = json.putArray("linear_attention");
    unet.linearAttention().forEach(linear::add);
    json.put("middle_attention", unet.middleAttention());
    json.put("heads", unet.heads());
    json.put("head_channels", unet.headChannels());
    json.put("groups", unet.groups());
    json.put("class_maps", unet.classMaps());
    json.put("class_in_time", unet.classInTime());
    return json;
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException naming the value that is missing or impossible
   */
  public static ModelConfig fromJson(JsonNode json) {
    List<Integer> multipliers = new ArrayList<>();
    required(json, "multipliers").forEach(value -> multipliers.add(value.asInt()));
    List<Boolean> linear = new ArrayList<>();
    required(json, "linear_attention").forEach(value -> linear.add(value.asBoolean()));
    UNetConfig unet =
        new UNetConfig(
            whole(json, "height"),
            whole(json, "width"),
            whole(json, "classes"),
            whole(json, "patch"),
            whole(json, "dim"),
            multipliers,
            whole(json, "stem_kernel"),
            whole(json, "stem_channels"),
            linear,
            required(json, "middle_attention").asBoolean(),
            whole(json, "heads"),
            whole(json, "head_channels"),
            whole(json, "groups"),
            required(json, "class_maps").asBoolean(),
            required(json, "class_in_time").asBoolean());
    return new ModelConfig(
        unet,
        new DiffusionConfig(required(json, "schedule").asText(), whole(json, "timesteps")),
        whole(json, "image_height"),
        whole(json, "image_width"));
  }

  private static int whole(JsonNode json, String key) {
    JsonNode value = required(json, key);
    if (!value.isInt()) {
      throw new IllegalArgumentException(
          "config.json of the checkpoint: model."
              + key
              + " must be a whole number, but is "
              + value);
    }
    return value.asInt();
  }

  private static JsonNode required(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalArgumentException(
          "config.json of the checkpoint has no model."
              + key
              + "; it was not written by this version of the training job");
    }
    return value;
  }
}
