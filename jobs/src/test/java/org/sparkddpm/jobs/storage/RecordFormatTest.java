package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records as JSON, and a component that comes later. */
class RecordFormatTest {

  record Shape(int imageHeight, long seed, double eta, boolean clip, String name, List<Long> of) {
    Shape {
      if (imageHeight < 1) {
        throw new IllegalArgumentException("no height");
      }
    }
  }

  record Later(
      int imageHeight,
      int channels,
      long seed,
      double eta,
      boolean clip,
      String name,
      List<Long> of) {}

  private static final RecordFormat<Shape> SHAPE = format(Shape.class, Map.of());
  private static final RecordFormat<Later> LATER = format(Later.class, Map.of("channels", 1));

  private static final Shape VALUE = new Shape(3, -1, 0.5, true, "ä", List.of(1L << 40));
  private static final String TEXT =
      "{\"image_height\":3,\"seed\":-1,\"eta\":0.5,\"clip\":true,\"name\":\"ä\","
          + "\"of\":[1099511627776]}";

  private static <T extends Record> RecordFormat<T> format(
      Class<T> type, Map<String, Object> later) {
    return new RecordFormat<>(type, "shape.json", "shape.", "the drawer", later);
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRecordIsAnObjectAndBack() throws IOException {
    assertThat(SHAPE.write(VALUE)).hasToString(TEXT);
    assertThat(SHAPE.read(json(TEXT))).isEqualTo(VALUE);
    assertThat(SHAPE.read(json(TEXT.replace("0.5", "2"))).eta()).isEqualTo(2);
  }

  @Test
  void aComponentThatCameLaterChangesNothingThatCouldBeSaidBefore() throws IOException {
    Later gray = new Later(3, 1, -1, 0.5, true, "ä", List.of(1L << 40));
    Later colour = new Later(3, 3, -1, 0.5, true, "ä", List.of(1L << 40));
    assertThat(LATER.write(gray)).hasToString(TEXT);
    assertThat(LATER.read(json(TEXT))).isEqualTo(gray);
    assertThat(LATER.read(LATER.write(colour))).isEqualTo(colour);
    assertThat(LATER.read(json(TEXT).put("channels", 1))).isEqualTo(gray);
    assertThatThrownBy(() -> LATER.read(json(TEXT).put("channels", "3")))
        .hasMessageContaining("shape.channels must be a whole number, but is \"3\"");
    assertThatThrownBy(() -> LATER.read(json(TEXT).putNull("channels")))
        .hasMessageContaining("has no shape.channels");
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsNamed() throws IOException {
    ObjectNode seedless = json(TEXT);
    seedless.remove("seed");
    refused(
        seedless, "shape.json has no shape.seed; it was not written by this version of the drawer");
    refused(json(TEXT).put("seed", 0.5), "shape.seed must be a whole number, but is 0.5");
    refused(json(TEXT).put("image_height", 1L << 40), "shape.image_height must be a whole number");
    refused(json(TEXT).put("eta", "0"), "shape.eta must be a number, but is \"0\"");
    refused(json(TEXT).put("clip", 1), "shape.clip must be true or false, but is 1");
    refused(json(TEXT).put("name", 1), "shape.name must be a text, but is 1");
    refused(json(TEXT).put("of", 1), "shape.of must be a list of whole numbers, but is 1");
    refused(json(TEXT).put("image_height", 0), "no height");
  }

  private static void refused(ObjectNode json, String message) {
    assertThatThrownBy(() -> SHAPE.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatNobodyKnowsIsNamed() throws IOException {
    RecordFormat.refuseUnknown(json(TEXT), SHAPE);
    ObjectNode more = json(TEXT).put("channels", 3);
    RecordFormat.refuseUnknown(more, SHAPE, LATER);
    assertThatThrownBy(() -> RecordFormat.refuseUnknown(more, SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("shape.json: shape.channels is unknown to this version");
  }

  @Test
  void formatsThatCannotBeAreRefusedAtOnce() {
    assertThatThrownBy(() -> format(Shape.class, Map.of("channels", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    record Nested(Shape shape) {}
    assertThatThrownBy(() -> format(Nested.class, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
