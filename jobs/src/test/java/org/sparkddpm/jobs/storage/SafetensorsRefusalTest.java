package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsRefusalTest {

  /** A file of a header and so many bytes of data. */
  private static byte[] file(byte[] header, int data) {
    return ByteBuffer.allocate(8 + header.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static byte[] file(String header, int data) {
    return file(header.getBytes(StandardCharsets.UTF_8), data);
  }

  @Test
  void readsHeadersThatOthersWrite() throws IOException {
    // No padding, data not in the header's order, a key with an escape, white space.
    String header =
        """
        {"b\\u00e9" : {"data_offsets":[4,8],"shape":[],"dtype":"F32"},
         "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
         "none":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]}}""";
    byte[] bytes = file(header, 8);
    bytes[bytes.length - 1] = 0x40;

    TensorFile read = Safetensors.read(bytes, "other");

    assertThat(read.tensors().stream().map(Tensor::name)).containsExactly("a", "none", "bé");
    assertThat(read.tensor("bé").toArray()).containsExactly(2f);
    assertThat(read.metadata()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "8 | {'w':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}} | F16",
        "8 | {'w':{'dtype':1,'shape':[2],'data_offsets':[0,8]}} | dtype 1",
        "8 | {'w':{'shape':[2],'data_offsets':[0,8],'x':1}} | dtype",
        "8 | {'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | shape [3]",
        "8 | {'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | -2",
        "8 | {'w':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 2.0",
        "8 | {'w':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | \"2\"",
        "8 | {'w':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | shape",
        "8 | {'w':{'dtype':'F32','shape':[9223372036854775807,4],'data_offsets':[0,8]}} | counted",
        "8 | {'w':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}} | 775808",
        "8 | {'w':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,0]}} | 738790",
        "8 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | [0, 8, 9]",
        "8 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | [8, 0]",
        "8 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | -8",
        "8 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,10]}} | [0, 10]",
        "8 | {'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | byte 4",
        "8 | {'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 bytes",
        "7 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 bytes",
        "9 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 bytes",
        "8 | {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':0}} | more",
        "8 | {'w':[2]} | [2]",
        "8 | {} | 8 bytes",
        "0 | {'__metadata__':{'a':1}} | 'a'",
        "0 | {'__metadata__':'text'} | text",
        "0 | {'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} x | JSON",
        "0 | {'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}{} | JSON",
        "0 | {'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]} | JSON",
        "0 | {'\\ud800':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} | surrogate",
        "0 | [] | '{'",
        "0 | ` {}` | 0x20",
      })
  void refusesAWrongHeader(int data, String header, String message) {
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(file(header.replace('\'', '"'), data), "some/file"))
        .withMessageStartingWith("some/file is no valid")
        .withMessageContaining(message)
        .withMessageContaining("restore it");
  }

  @Test
  void refusesOverlapAndTwoTensorsOfOneName() {
    String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    String b = "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}";
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(file("{" + a + "," + b + "}", 12), "overlap"))
        .withMessageContaining("'b' starts at byte 4");
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(file("{" + a + "," + a + "}", 8), "twins"))
        .withMessageContaining("Duplicate");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] header = "{\"__metadata__\":{\"a\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
    header[header.length - 4] = (byte) 0xff;
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(file(header, 0), "latin"))
        .withMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 100_000_001, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1})
  void refusesAHeaderLengthOutOfBounds(long length) {
    byte[] bytes = file("{}", 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(bytes, "length"))
        .withMessageContaining(Long.toUnsignedString(length));
  }

  @Test
  void refusesDeepNestingWithoutOverflowingTheStack() {
    String header = "{\"a\":" + "[".repeat(200_000);
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(file(header, 0), "deep"));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] bytes = SafetensorsTest.bytes(RandomTensors.list(new Random(4), 4), Map.of("k", "v"));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(InvalidSafetensorsException.class)
          .as("first %d of %d bytes", length, bytes.length)
          .isThrownBy(() -> Safetensors.read(cut, "cut"));
    }
  }

  /** Without a checksum a changed value cannot be noticed, but what is accepted must make sense. */
  @Test
  void changedBytesAreRefusedOrStillAFileOfTheFormat() throws IOException {
    Random random = new Random(5);
    List<Tensor> tensors = RandomTensors.list(random, 5);
    byte[] bytes = SafetensorsTest.bytes(tensors, Map.of("k", "v"));
    int refused = 0;
    int accepted = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] changed = bytes.clone();
      changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        TensorFile read = Safetensors.read(changed, "changed");
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        Safetensors.write(again, read.tensors(), read.metadata());
        assertThat(Safetensors.read(again.toByteArray(), "again")).isEqualTo(read);
        accepted++;
      } catch (InvalidSafetensorsException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
    assertThat(accepted).isGreaterThan(2_000);
  }

  @Test
  void aMillionTensorsAreRefusedByTheBound() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      header.append(i == 0 ? "" : ",").append("\"t").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    byte[] bytes = file(header.append('}').toString(), 0);
    assertThatExceptionOfType(InvalidSafetensorsException.class)
        .isThrownBy(() -> Safetensors.read(bytes, "many"))
        .withMessageContaining("more than the 100000 tensors that are read");
  }
}
