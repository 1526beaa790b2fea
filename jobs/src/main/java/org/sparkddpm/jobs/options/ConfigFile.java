package org.sparkddpm.jobs.options;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.BoundedStream;

/**
 * Files of option names and values: a JSON object of numbers, texts, booleans and arrays of these.
 */
final class ConfigFile {
  private static final String REMEDY =
      "give one JSON object of option names and values, such as {\"batch-size\": 16}";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** More than all options together can need, in bytes. */
  private static final int LONGEST = 1 << 24;

  private ConfigFile() {}

  /** Values of a file on this machine or Hadoop's; whatever is wrong goes to the problems. */
  static Map<String, String> read(String file, Configuration hadoop, List<String> problems) {
    String name = "The file '" + file + "' of --config";
    try (InputStream in = new BoundedStream(open(file, hadoop), file, LONGEST)) {
      return parse(in, name, problems);
    } catch (NoSuchFileException | FileNotFoundException e) {
      problems.add(name + " does not exist; give a JSON file that the driver can read");
    } catch (IOException | InvalidPathException e) {
      problems.add(name + " cannot be read (" + e + "); give a JSON file that the driver can read");
    }
    return Map.of();
  }

  /**
   * Values as texts, arrays as their elements between commas.
   *
   * @param name the file's name for messages
   * @throws IOException when the stream cannot be read; what is wrong with its content goes to the
   *     problems instead
   */
  static Map<String, String> parse(InputStream in, String name, List<String> problems)
      throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    JsonNode root;
    try {
      root = MAPPER.readTree(in);
    } catch (JsonProcessingException e) {
      problems.add(name + " is no valid JSON" + place(e) + "; " + REMEDY);
      return values;
    } catch (CharConversionException e) {
      problems.add(name + " is no text: " + e.getMessage() + "; " + REMEDY);
      return values;
    }
    if (!root.isObject()) {
      problems.add(name + " holds JSON's " + kind(root) + " and no object; " + REMEDY);
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      JsonNode value = field.getValue();
      if (elements(value).allMatch(element -> element.isValueNode() && !element.isNull())) {
        values.put(
            field.getKey(), elements(value).map(JsonNode::asText).collect(Collectors.joining(",")));
      } else {
        problems.add(
            "'%s' in %s is of JSON's kind %s; give a number, a text, true or false, or an array of these"
                .formatted(field.getKey(), name, kind(value)));
      }
    }
    return values;
  }

  private static Stream<JsonNode> elements(JsonNode value) {
    return value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value);
  }

  private static String place(JsonProcessingException e) {
    String reason = ": " + e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return e.getLocation() == null
        ? reason
        : String.format(
            Locale.ROOT,
            " (line %d, column %d)%s",
            e.getLocation().getLineNr(),
            e.getLocation().getColumnNr(),
            reason);
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static InputStream open(String file, Configuration hadoop) throws IOException {
    if (!file.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return Files.newInputStream(java.nio.file.Path.of(file));
    }
    try {
      Path path = new Path(file);
      return path.getFileSystem(hadoop).open(path);
    } catch (IllegalArgumentException e) {
      throw new IOException("no valid URI", e);
    }
  }
}
