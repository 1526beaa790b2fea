package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A second safetensors reader, written from the published description of the format alone, byte by
 * byte, against which the first is checked.
 */
final class SpecificationReader {

  /** One tensor: shape and the bits of its values. */
  record Bits(List<Long> shape, List<Integer> values) {}

  final Map<String, Bits> tensors = new LinkedHashMap<>();
  final Map<String, String> metadata = new LinkedHashMap<>();

  SpecificationReader(byte[] file) throws IOException {
    long headerLength = 0;
    for (int i = 7; i >= 0; i--) {
      headerLength = headerLength << 8 | (file[i] & 0xff);
    }
    assertThat(headerLength).isBetween(2L, file.length - 8L);
    int dataStart = 8 + (int) headerLength;
    assertThat(dataStart % 8).as("alignment of the data").isZero();
    assertThat(file[8]).isEqualTo((byte) '{');
    String header = new String(file, 8, (int) headerLength, StandardCharsets.UTF_8);
    assertThat(header.stripTrailing()).as("padded with spaces only").endsWith("}");
    assertThat(header.substring(header.lastIndexOf('}') + 1)).matches(" {0,7}");
    BitSet covered = new BitSet();
    Iterator<Map.Entry<String, JsonNode>> fields = new ObjectMapper().readTree(header).fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().equals("__metadata__")) {
        field
            .getValue()
            .fields()
            .forEachRemaining(text -> metadata.put(text.getKey(), text.getValue().textValue()));
      } else {
        tensors.put(field.getKey(), bits(file, dataStart, field.getValue(), covered));
      }
    }
    assertThat(covered.nextClearBit(0)).as("data without holes").isEqualTo(file.length - dataStart);
  }

  private static Bits bits(byte[] file, int dataStart, JsonNode info, BitSet covered) {
    assertThat(info.get("dtype").textValue()).isEqualTo("F32");
    List<Long> shape = new ArrayList<>();
    long count = 1;
    for (JsonNode length : info.get("shape")) {
      shape.add(length.longValue());
      count *= length.longValue();
    }
    int begin = info.get("data_offsets").get(0).intValue();
    int end = info.get("data_offsets").get(1).intValue();
    assertThat(end - begin).isEqualTo(4 * count);
    assertThat(covered.get(begin, end).isEmpty()).as("no overlap").isTrue();
    covered.set(begin, end);
    Integer[] values = new Integer[(int) count];
    for (int i = 0; i < values.length; i++) {
      int at = dataStart + begin + 4 * i;
      values[i] =
          (file[at] & 0xff)
              | (file[at + 1] & 0xff) << 8
              | (file[at + 2] & 0xff) << 16
              | (file[at + 3] & 0xff) << 24;
    }
    return new Bits(shape, Arrays.asList(values));
  }
}
