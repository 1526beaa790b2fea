package org.sparkddpm.jobs.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Reads a JSON object of option names and simple values. */
final class FlatJson {
  private static final String REMEDY =
      "give one JSON object of option names and values, such as {\"batch-size\": 16}";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private FlatJson() {}

  /**
   * Reads the values as texts, arrays as their elements between commas.
   *
   * @param name the file's name for messages
   * @throws IOException when the stream cannot be read; what is wrong with its content goes to the
   *     problems instead
   */
  static Map<String, String> read(InputStream in, String name, Problems problems)
      throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    JsonNode root;
    try {
      root = MAPPER.readTree(in);
    } catch (JsonProcessingException e) {
      problems.add(name + " is no valid JSON" + place(e) + "; " + REMEDY);
      return values;
    }
    if (!root.isObject()) {
      problems.add(name + " holds " + describe(root) + "; " + REMEDY);
      return values;
    }
    root.fields()
        .forEachRemaining(
            field -> {
              String text = text(field.getValue());
              if (text == null) {
                problems.add(
                    "'%s' in %s is %s; give a number, a text, true or false, or an array of these"
                        .formatted(field.getKey(), name, describe(field.getValue())));
              } else {
                values.put(field.getKey(), text);
              }
            });
    return values;
  }

  /** A simple value or an array of them as text; null for anything else. */
  private static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }
    StringJoiner elements = new StringJoiner(",");
    for (JsonNode element : node) {
      if (!element.isValueNode() || element.isNull()) {
        return null;
      }
      elements.add(element.asText());
    }
    return elements.toString();
  }

  private static String place(JsonProcessingException e) {
    String reason = ": " + e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return e.getLocation() == null
        ? reason
        : " (line %d, column %d)%s"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), reason);
  }

  private static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case NULL -> "null";
      case MISSING -> "nothing";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "something else";
    };
  }
}
