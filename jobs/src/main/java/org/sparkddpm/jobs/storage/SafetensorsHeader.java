package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file, checked against the bytes that follow it.
 *
 * @param dataStart the index of the first byte of data
 * @param entries where each tensor lies, in the order of the data
 * @param metadata the free text entries
 */
record SafetensorsHeader(int dataStart, List<Entry> entries, Map<String, String> metadata) {

  /** The key of the free text entries. */
  private static final String METADATA = Tensor.RESERVED_NAME;

  /** The reference implementation's limit; a longer header is refused by other readers. */
  private static final int LONGEST = 100_000_000;

  /** More than any network has; a file of more is no checkpoint. */
  private static final int MOST_TENSORS = 100_000;

  /** Where a tensor lies, in bytes from the start of the data. */
  record Entry(String name, List<Long> shape, long begin, long end) {}

  static byte[] encode(List<Tensor> tensors, Map<String, String> metadata) throws IOException {
    ObjectNode header = Json.object();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(METADATA);
      new TreeMap<>(metadata)
          .forEach((key, value) -> texts.put(Tensor.checkedText(key), Tensor.checkedText(value)));
    }
    long begin = 0;
    for (Tensor tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException(
            "two tensors are called '%s'; give each its own name".formatted(tensor.name()));
      }
      long end = begin + (long) tensor.size() * Float.BYTES;
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = Json.compact(header);
    int padded = (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    if (padded > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d tensors need a header of %d bytes, more than the format's %d; spread them"
                  + " over several files",
              tensors.size(),
              padded,
              LONGEST));
    }
    byte[] encoded = Arrays.copyOf(json, padded);
    Arrays.fill(encoded, json.length, padded, (byte) ' ');
    return encoded;
  }

  static SafetensorsHeader decode(byte[] bytes, String file) throws InvalidSafetensorsException {
    if (bytes.length < Long.BYTES) {
      throw new InvalidSafetensorsException(
          file,
          String.format(
              Locale.ROOT, "it has %d bytes, less than the 8 of a header length", bytes.length));
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long available = bytes.length - (long) Long.BYTES;
    if (length < 2 || length > Math.min(LONGEST, available)) {
      throw new InvalidSafetensorsException(
          file,
          String.format(
              Locale.ROOT,
              "its header length is %s, which is not between 2 and %d",
              Long.toUnsignedString(length),
              Math.min(LONGEST, available)));
    }
    int dataStart = Long.BYTES + (int) length;
    if (bytes[Long.BYTES] != '{') {
      throw new InvalidSafetensorsException(
          file,
          String.format(
              Locale.ROOT, "its header starts with byte 0x%02x instead of '{'", bytes[Long.BYTES]));
    }
    try {
      refuseTooMany(bytes, (int) length);
      return decode(Json.parse(bytes, Long.BYTES, (int) length), dataStart, bytes.length);
    } catch (IOException | IllegalArgumentException e) {
      InvalidSafetensorsException failure = new InvalidSafetensorsException(file, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Before the whole header is made a tree of, which takes long for a million tensors. */
  private static void refuseTooMany(byte[] bytes, int length) throws IOException {
    try (JsonParser json = Json.reader(new ByteArrayInputStream(bytes, Long.BYTES, length))) {
      int fields = 0;
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        json.nextToken();
        json.skipChildren();
        if (++fields > MOST_TENSORS + 1) {
          throw new IllegalArgumentException(
              "its header lists more than the %s tensors that are read".formatted(MOST_TENSORS));
        }
      }
    } catch (JsonProcessingException e) {
      // Whoever reads the tree says what is wrong with it.
      return;
    }
  }

  private static SafetensorsHeader decode(JsonNode header, int dataStart, long fileLength) {
    if (!header.isObject()) {
      throw new IllegalArgumentException("its header is not a JSON object");
    }
    Map<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    header
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
              } else {
                entries.add(readEntry(Tensor.checkedName(field.getKey()), field.getValue()));
              }
            });
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkContiguous(entries, fileLength - dataStart);
    return new SafetensorsHeader(dataStart, entries, metadata);
  }

  private static void checkContiguous(List<Entry> entries, long dataLength) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor '%s' starts at byte %d of the data, where %d was due: tensors must"
                    + " neither overlap nor leave holes",
                entry.name(),
                entry.begin(),
                end));
      }
      end = entry.end();
    }
    if (end != dataLength) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its tensors end at byte %d of the data, but %d bytes of data are there",
              end,
              dataLength));
    }
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "%s is %s instead of an object of texts".formatted(METADATA, brief(node)));
    }
    node.fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isTextual()) {
                throw new IllegalArgumentException(
                    "%s entry '%s' is %s instead of a text"
                        .formatted(METADATA, field.getKey(), brief(field.getValue())));
              }
              metadata.put(field.getKey(), field.getValue().textValue());
            });
  }

  private static Entry readEntry(String name, JsonNode node) {
    if (!node.isObject() || node.size() != 3) {
      throw new IllegalArgumentException(
          "tensor '%s' is %s instead of an object of dtype, shape and data_offsets"
              .formatted(name, brief(node)));
    }
    JsonNode dtype = node.path("dtype");
    if (!dtype.isTextual() || !dtype.textValue().equals("F32")) {
      throw new IllegalArgumentException(
          ("tensor '%s' has dtype %s, but only \"F32\" can be read: convert it, for example"
                  + " with numpy's astype('float32')")
              .formatted(name, brief(dtype)));
    }
    List<Long> shape = readLongs(name, "shape", node.path("shape"));
    List<Long> offsets = readLongs(name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2) {
      throw new IllegalArgumentException(
          "tensor '%s' has data_offsets %s instead of two".formatted(name, offsets));
    }
    long begin = offsets.get(0);
    long bytes = offsets.get(1) - begin;
    long elements = Tensor.elements(name, shape);
    if (bytes < 0 || bytes % Float.BYTES != 0 || bytes / Float.BYTES != elements) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor '%s' has data_offsets %s, which are not the %d values of its shape %s",
              name,
              offsets,
              elements,
              shape));
    }
    return new Entry(name, shape, begin, offsets.get(1));
  }

  private static List<Long> readLongs(String name, String key, JsonNode node) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(
          "tensor '%s' has no array of numbers as its %s".formatted(name, key));
    }
    List<Long> values = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
        throw new IllegalArgumentException(
            "tensor '%s' has %s in its %s instead of a whole number that is 0 or more"
                .formatted(name, brief(element), key));
      }
      values.add(element.longValue());
    }
    return values;
  }

  /** A node for a message, in which a header of megabytes would hide what matters. */
  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
