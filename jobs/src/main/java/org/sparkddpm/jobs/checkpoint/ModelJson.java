package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** A model's configuration as the JSON that checkpoints keep; plain values, no class names. */
public final class ModelJson {

  /** Gray: what a configuration without {@code channels} means. */
  private static final int DEFAULT_CHANNELS = 1;

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
    if (unet.channels() != DEFAULT_CHANNELS) {
      json.put("channels", unet.channels());
    }
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
    UNetConfig unet =
        new UNetConfig(
            whole(json, "height"),
            whole(json, "width"),
            json.has("channels") ? whole(json, "channels") : DEFAULT_CHANNELS,
            whole(json, "classes"),
            whole(json, "patch"),
            whole(json, "dim"),
            list(json, "multipliers", JsonNode::isInt, JsonNode::asInt, "whole numbers"),
            whole(json, "stem_kernel"),
            whole(json, "stem_channels"),
            list(
                json,
                "linear_attention",
                JsonNode::isBoolean,
                JsonNode::asBoolean,
                "true or false"),
            truth(json, "middle_attention"),
            whole(json, "heads"),
            whole(json, "head_channels"),
            whole(json, "groups"),
            truth(json, "class_maps"),
            truth(json, "class_in_time"));
    return new ModelConfig(
        unet,
        new DiffusionConfig(text(json, "schedule"), whole(json, "timesteps")),
        whole(json, "image_height"),
        whole(json, "image_width"));
  }

  private static int whole(JsonNode json, String key) {
    return typed(json, key, JsonNode::isInt, "a whole number").asInt();
  }

  private static boolean truth(JsonNode json, String key) {
    return typed(json, key, JsonNode::isBoolean, "true or false").asBoolean();
  }

  private static String text(JsonNode json, String key) {
    return typed(json, key, JsonNode::isTextual, "a text").asText();
  }

  private static <T> List<T> list(
      JsonNode json,
      String key,
      Predicate<JsonNode> type,
      Function<JsonNode, T> reader,
      String elements) {
    List<T> values = new ArrayList<>();
    JsonNode array = typed(json, key, JsonNode::isArray, "a list of " + elements);
    for (JsonNode value : array) {
      if (!type.test(value)) {
        throw mistyped(key, "a list of " + elements, array);
      }
      values.add(reader.apply(value));
    }
    return values;
  }

  private static JsonNode typed(
      JsonNode json, String key, Predicate<JsonNode> type, String needed) {
    JsonNode value = required(json, key);
    if (!type.test(value)) {
      throw mistyped(key, needed, value);
    }
    return value;
  }

  private static IllegalArgumentException mistyped(String key, String needed, JsonNode value) {
    return new IllegalArgumentException(
        "config.json of the checkpoint: model.%s must be %s, but is %s; use the file that the"
                .formatted(key, needed, value)
            + " training job wrote");
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
