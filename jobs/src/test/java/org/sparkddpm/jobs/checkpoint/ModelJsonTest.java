package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;
import org.sparkddpm.unet.UNetPresets;

class ModelJsonTest {
  private static ModelConfig model(String preset, int height, int width, boolean maps) {
    return new ModelConfig(
        UNetPresets.of(preset, height, width, 1, 10, maps, true),
        new DiffusionConfig("linear-rescaled", 300),
        height,
        width);
  }

  private static ObjectNode json() {
    return ModelJson.toJson(model("tiny", 28, 28, true));
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>();
    json().fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void everyPresetSurvivesTheRoundTripThroughText() throws JsonProcessingException {
    for (String preset : UNetPresets.names()) {
      for (int[] size : new int[][] {{28, 28}, {32, 32}, {8, 21}, {1, 1}}) {
        for (boolean maps : new boolean[] {true, false}) {
          ModelConfig model = model(preset, size[0], size[1], maps);
          String text = ModelJson.toJson(model).toString();
          assertThat(ModelJson.fromJson(new ObjectMapper().readTree(text)))
              .as(text)
              .isEqualTo(model);
        }
      }
    }
  }

  @Test
  void channelsAreWrittenForColoursAlone() throws JsonProcessingException {
    ModelConfig gray = model("tiny", 28, 28, true);
    ModelConfig colour =
        new ModelConfig(
            UNetPresets.of("tiny", 28, 28, 3, 10, true, true), gray.diffusion(), 28, 28);
    JsonNode json = ModelJson.toJson(colour);
    assertThat(json.path("channels").asInt()).isEqualTo(3);
    assertThat(ModelJson.fromJson(new ObjectMapper().readTree(json.toString()))).isEqualTo(colour);
    assertThat(ModelJson.toJson(gray).has("channels")).isFalse();
    assertThat(ModelJson.fromJson(json().put("channels", 1))).isEqualTo(gray);
    for (int wrong : new int[] {0, 2, 4}) {
      assertThatThrownBy(() -> ModelJson.fromJson(json().put("channels", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("U-Net channels must be 1 (gray) or 3 (RGB), but is " + wrong);
    }
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("channels", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.channels must be a whole number");
  }

  @Test
  void whatCameLaterIsWrittenWhereItDiffersAlone() throws JsonProcessingException {
    ModelConfig before = model("tiny", 28, 28, true);
    ModelConfig later =
        new ModelConfig(
            UNetPresets.of("tiny", 28, 28, 1, 10, true, true, true),
            before.diffusion().predicting("v"),
            28,
            28);
    JsonNode json = ModelJson.toJson(later);
    assertThat(json.path("prediction").asText()).isEqualTo("v");
    assertThat(json.path("pre_activation").asBoolean()).isTrue();
    assertThat(ModelJson.fromJson(new ObjectMapper().readTree(json.toString()))).isEqualTo(later);
    assertThat(ModelJson.toJson(before).has("prediction")).isFalse();
    assertThat(ModelJson.toJson(before).has("pre_activation")).isFalse();
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("prediction", "x0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown prediction 'x0'");
  }

  @Test
  void everyScheduleSurvivesTheRoundTrip() {
    for (String schedule : NoiseSchedules.names()) {
      ModelConfig tiny = model("tiny", 28, 28, true);
      ModelConfig model =
          new ModelConfig(
              tiny.unet(),
              new DiffusionConfig(schedule, 123),
              tiny.imageHeight(),
              tiny.imageWidth());
      assertThat(ModelJson.fromJson(ModelJson.toJson(model))).isEqualTo(model);
    }
  }

  @Test
  void eachMissingKeyIsNamed() {
    assertThat(keys()).hasSize(19);
    for (String key : keys()) {
      ObjectNode missing = json();
      missing.remove(key);
      ObjectNode empty = json();
      empty.putNull(key);
      for (ObjectNode bad : List.of(missing, empty)) {
        assertThatThrownBy(() -> ModelJson.fromJson(bad))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "config.json of the checkpoint has no model."
                    + key
                    + "; it was not written by this version of the training job");
      }
    }
  }

  @Test
  void anUnknownKeyIsNamed() {
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("depth", 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("config.json of the checkpoint: model.depth is unknown");
  }

  @Test
  void eachNumberOfAnotherTypeIsNamed() throws JsonProcessingException {
    assertThat(
            assertRefused(
                JsonNode::isInt,
                "a whole number",
                List.of("\"28\"", "2.5", "true", "[28]", "3000000000")))
        .isEqualTo(13);
  }

  @Test
  void eachTruthOfAnotherTypeIsNamed() throws JsonProcessingException {
    assertThat(
            assertRefused(
                JsonNode::isBoolean, "true or false", List.of("\"true\"", "1", "\"yes\"", "[]")))
        .isEqualTo(3);
  }

  @Test
  void textsAndListsOfAnotherTypeAreNamed() throws JsonProcessingException {
    assertThat(assertRefused(JsonNode::isTextual, "a text", List.of("1", "[]"))).isEqualTo(1);
    assertThat(
            assertRefused(
                node -> node.path(0).isInt(),
                "a list of whole numbers",
                List.of("\"1, 2\"", "[1,\"2\"]", "[1,2.5]")))
        .isEqualTo(1);
    assertThat(
            assertRefused(
                node -> node.path(0).isBoolean(),
                "a list of true or false",
                List.of("true", "[true,\"false\"]", "[0,1]")))
        .isEqualTo(1);
  }

  /** Puts wrong values in place of those of a kind; returns how many keys have such a one. */
  private static int assertRefused(Predicate<JsonNode> kind, String needed, List<String> wrong)
      throws JsonProcessingException {
    int found = 0;
    for (String key : keys()) {
      if (!kind.test(json().get(key))) {
        continue;
      }
      found++;
      for (String value : wrong) {
        ObjectNode bad = json();
        bad.set(key, new ObjectMapper().readTree(value));
        assertThatThrownBy(() -> ModelJson.fromJson(bad))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "config.json of the checkpoint: model.%s must be %s, but is %s; use the file that"
                        .formatted(key, needed, value)
                    + " the training job wrote");
      }
    }
    return found;
  }

  @Test
  void impossibleValuesAreRefused() {
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("schedule", "quadratic")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quadratic");
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("classes", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("U-Net classes must be between 1 and 1048576, but is 0");
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("image_height", 29)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28x29 does not fit on a canvas of 28x28");
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("multipliers", "1, 2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multipliers");
  }

  /** Each number that a file may have is refused by its name, or leads to a network. */
  @Test
  void absurdNumbersAreRefusedByNameAndBound() {
    for (String key : keys()) {
      for (int value : new int[] {Integer.MAX_VALUE, 1 << 30, 1 << 24, 0, -1, Integer.MIN_VALUE}) {
        if (json().get(key).isInt()) {
          assertThatThrownBy(
                  () -> ParameterLayout.of(ModelJson.fromJson(json().put(key, value)).unet()))
              .as("%s %d", key, value)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(Integer.toString(value));
        }
      }
    }
    for (int value : new int[] {Integer.MAX_VALUE, 1 << 30, 1 << 24, 0, -1, Integer.MIN_VALUE}) {
      ObjectNode multiplied = json();
      multiplied.putArray("multipliers").add(1).add(value);
      assertThatThrownBy(() -> ParameterLayout.of(ModelJson.fromJson(multiplied).unet()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("multipliers")
          .hasMessageContaining(Integer.toString(value));
    }
    ObjectNode levels = json();
    levels.putArray("multipliers").addAll(java.util.Collections.nCopies(40, levels.get("patch")));
    levels.putArray("linear_attention");
    assertThatThrownBy(() -> ModelJson.fromJson(levels)).hasMessageContaining("12 at most");
    ObjectNode wide = json().put("dim", 1 << 16);
    wide.putArray("multipliers").add(1);
    wide.putArray("linear_attention").add(false);
    assertThatThrownBy(() -> ParameterLayout.of(ModelJson.fromJson(wide).unet()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2147483647 parameters");
  }

  /** A configuration alone may ask for more than any machine has. */
  @Test
  void memoryIsTakenOnlyForParametersThatAreThere() {
    ParameterLayout.Entry all =
        new ParameterLayout.Entry(
            "all.weight", List.of((long) Integer.MAX_VALUE), 0, Integer.MAX_VALUE);
    assertThatThrownBy(
            () -> ModelTensors.flat(new ParameterLayout(List.of(all)), List.of(), "ema."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "tensor ema.all.weight should have shape [2147483647], but is missing");
  }

  @Test
  void aKeyWithControlCharactersIsShownAndNotObeyed() {
    assertThatThrownBy(() -> ModelJson.fromJson(json().put("a\u001b[2J\nb", 1)))
        .hasMessageContaining("model.a\\u001b[2J\\u000ab is unknown");
  }
}
