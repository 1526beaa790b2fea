package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are read as tensors, which written again are read alike, or refused. */
class SafetensorsFuzzTest {

  private static final String NAME = "some-file";

  static Stream<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int count = 0; count < 3; count++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Safetensors.write(out, RandomTensors.list(new Random(count), count), Map.of("k", "v"));
      files.add(out.toByteArray());
    }
    byte[] header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            .getBytes(StandardCharsets.UTF_8);
    files.add(
        ByteBuffer.allocate(16 + header.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .array());
    return files.stream();
  }

  @MethodSource("files")
  @FuzzTest
  void tensors(byte[] file) throws IOException {
    try {
      TensorFile read = Safetensors.read(file, NAME);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      Safetensors.write(again, read.tensors(), read.metadata());
      assertThat(Safetensors.read(again.toByteArray(), NAME)).isEqualTo(read);
    } catch (InvalidSafetensorsException e) {
      assertThat(e).hasMessageContaining(NAME);
    }
  }
}
