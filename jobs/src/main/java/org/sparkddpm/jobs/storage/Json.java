package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Strict JSON: valid UTF-8, no key twice, nothing after the value; trees only, no Java objects. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  // Without the detection of keys that stand twice, which keeps all names, and that of charsets,
  // whose errors are those of a stream that fails.
  private static final JsonMapper PIECES =
      JsonMapper.builder(
              JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build())
          .build();
  private static final ObjectWriter COMPACT = MAPPER.writer();
  private static final ObjectWriter SORTED =
      MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final ObjectWriter INDENTED = MAPPER.writerWithDefaultPrettyPrinter();

  private Json() {}

  /** A new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the bytes are not exactly one, saying why
   */
  public static JsonNode parse(byte[] bytes) throws IOException {
    return parse(bytes, 0, bytes.length);
  }

  static JsonNode parse(byte[] bytes, int offset, int length) throws IOException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, offset, length))
              .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("its JSON is not valid UTF-8", e);
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw new IOException("it holds no JSON value");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IOException("its JSON cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The values in which two trees differ, such as {@code dim: 32 here, 16 there}; an absent one is
   * called not given.
   *
   * @param here what the first tree is called
   * @param there what the other one is called
   */
  public static List<String> differences(JsonNode one, String here, JsonNode other, String there) {
    List<String> found = new ArrayList<>();
    collect(
        "",
        // What was read has ints where what is to be written has longs.
        canonical(one),
        canonical(other),
        (name, left, right) ->
            found.add("%s: %s %s, %s %s".formatted(name, shown(left), here, shown(right), there)));
    return found;
  }

  @FunctionalInterface
  private interface Difference {
    void at(String name, JsonNode left, JsonNode right);
  }

  private static void collect(String name, JsonNode left, JsonNode right, Difference found) {
    if (left.isObject() && right.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      left.fieldNames().forEachRemaining(names::add);
      right.fieldNames().forEachRemaining(names::add);
      String prefix = name.isEmpty() ? "" : name + ".";
      names.forEach(each -> collect(prefix + each, left.path(each), right.path(each), found));
    } else if (!left.equals(right)) {
      found.at(name, left, right);
    }
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "not given" : value.toString();
  }

  /** In one line, without blanks. */
  public static byte[] compact(JsonNode node) {
    return bytes(COMPACT, node);
  }

  /** In many lines, for people. */
  public static byte[] indented(JsonNode node) {
    return bytes(INDENTED, node);
  }

  /**
   * Writes a value piece by piece, as {@link #indented} would, for one that is too large for a
   * tree. Does not close the stream.
   */
  public static JsonGenerator writer(OutputStream out) throws IOException {
    return INDENTED.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /**
   * Reads a value piece by piece, for one that is too large for a tree. Whoever reads finds keys
   * that stand twice, and what follows the value.
   */
  public static JsonParser reader(InputStream in) throws IOException {
    return PIECES.createParser(in);
  }

  /**
   * Refuses numbers that JSON cannot express: Jackson would turn them into texts, so that another
   * value would be read than was written.
   *
   * @param where names the node in the message
   * @throws IllegalArgumentException naming the number
   */
  public static void checkFinite(JsonNode node, String where) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException(
          "%s is %s, which JSON cannot express; leave it out or put null".formatted(where, node));
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkFinite(node.get(i), where + "/" + i);
      }
    }
    node.fields()
        .forEachRemaining(field -> checkFinite(field.getValue(), where + "/" + field.getKey()));
  }

  /** The tree that comes back when this one is written and read. */
  public static JsonNode canonical(JsonNode node) {
    try {
      return parse(compact(node));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the tree cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /** In one line with the fields of all objects sorted: the same for equal values. */
  public static byte[] sorted(JsonNode node) {
    try {
      return SORTED.writeValueAsBytes(MAPPER.treeToValue(node, Object.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(ObjectWriter writer, JsonNode node) {
    try {
      return writer.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A number that counts something.
   *
   * @throws IllegalArgumentException if it is no whole number that is 0 or more
   */
  public static long wholeNumber(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new IllegalArgumentException(node + " is no whole number that is 0 or more");
    }
    return node.longValue();
  }
}
