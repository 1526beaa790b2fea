package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SafetensorsTest {

  private static final Map<String, String> METADATA = Map.of("größe", "\"1\"", "b", "", "a", "\n");

  static byte[] bytes(List<Tensor> tensors, Map<String, String> metadata) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, metadata);
    return out.toByteArray();
  }

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Tensor tensor = Tensor.of("w", new float[] {1f, -2f}, 2, 1);
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);

    byte[] bytes = bytes(List.of(tensor), Map.of());

    assertThat(bytes[0]).isEqualTo((byte) padded.length());
    assertThat(Arrays.copyOfRange(bytes, 1, 8)).containsOnly(0);
    assertThat(new String(bytes, 8, padded.length(), StandardCharsets.UTF_8)).isEqualTo(padded);
    assertThat(HexFormat.of().formatHex(bytes, 8 + padded.length(), bytes.length))
        .isEqualTo("0000803f" + "000000c0");
  }

  @Test
  void anIndependentReaderFindsWhatWasWritten() throws IOException {
    Random random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      List<Tensor> tensors = RandomTensors.list(random, random.nextInt(8));
      Map<String, String> metadata = random.nextBoolean() ? METADATA : Map.of();

      SpecificationReader found = new SpecificationReader(bytes(tensors, metadata));

      assertThat(found.metadata).isEqualTo(metadata);
      assertThat(found.tensors.keySet())
          .containsExactlyElementsOf(tensors.stream().map(Tensor::name).toList());
      for (Tensor tensor : tensors) {
        SpecificationReader.Bits bits = found.tensors.get(tensor.name());
        List<Integer> expected = new ArrayList<>();
        for (float value : tensor.toArray()) {
          expected.add(Float.floatToRawIntBits(value));
        }
        assertThat(bits).isEqualTo(new SpecificationReader.Bits(tensor.shape(), expected));
      }
    }
  }

  @Test
  void roundTripsEveryShapeAndEveryBit() throws IOException {
    Random random = new Random(2);
    for (int trial = 0; trial < 500; trial++) {
      List<Tensor> tensors = RandomTensors.list(random, random.nextInt(12));

      TensorFile read = Safetensors.read(bytes(tensors, METADATA), "trial");

      assertThat(read.tensors()).isEqualTo(tensors);
      assertThat(read.metadata()).isEqualTo(METADATA);
    }
  }

  @Test
  void roundTripsTensorsLongerThanOneChunk() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    List<Tensor> tensors =
        List.of(
            Tensor.of("all", values, values.length), Tensor.slice("tail", values, 3, 4, 25_000));

    assertThat(Safetensors.read(bytes(tensors, Map.of()), "long").tensors()).isEqualTo(tensors);
  }

  @Test
  void readTensorsLieOneAfterTheOtherInOneArray() throws IOException {
    List<Tensor> tensors =
        List.of(Tensor.of("a", new float[] {1, 2}, 2), Tensor.of("b", new float[] {3}));

    TensorFile read = Safetensors.read(bytes(tensors, Map.of()), "two");

    assertThat(read.tensor("a").array())
        .isSameAs(read.tensor("b").array())
        .containsExactly(1, 2, 3);
    assertThat(read.tensor("b").offset()).isEqualTo(2);
    assertThat(read.tensor("b").toArray()).containsExactly(3);
    float[] target = new float[3];
    read.tensor("a").copyTo(target, 1);
    assertThat(target).containsExactly(0, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read.tensor("c"))
        .withMessageContaining("'c'")
        .withMessageContaining("[a, b]");
  }

  @Test
  void theSameTensorsAlwaysGiveTheSameBytes() throws IOException {
    List<Tensor> tensors = RandomTensors.list(new Random(3), 5);
    byte[] once = bytes(tensors, Map.of("b", "2", "a", "1", "c", "3"));

    assertThat(bytes(tensors, Map.of("c", "3", "a", "1", "b", "2"))).isEqualTo(once);
    assertThat(new String(once, StandardCharsets.UTF_8))
        .contains("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}");
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    Tensor tensor = Tensor.of("twin", new float[1]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bytes(List.of(tensor, tensor), Map.of()))
        .withMessageContaining("'twin'");
  }

  @Test
  void refusesMoreThanTwoGigabytesBeforeWritingAnything() {
    float[] shared = new float[1 << 24];
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tensors.add(Tensor.of("t" + i, shared, shared.length));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(out, tensors, Map.of()))
        .withMessageContaining("26843")
        .withMessageContaining("spread them");
    assertThat(out.size()).isZero();
  }

  @Test
  void passesOnWhatTheStreamThrows() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Safetensors.write(full, List.of(), Map.of()))
        .withMessage("full");
  }

  @Test
  void tensorsCheckTheirShape() {
    float[] six = new float[6];
    assertThat(Tensor.of("m", six, 2, 3).size()).isEqualTo(6);
    assertThat(Tensor.slice("scalar", six, 5).size()).isEqualTo(1);
    assertThat(Tensor.slice("empty", six, 6, 0, 7).size()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of("m", six, 2, 2))
        .withMessageContaining("'m'")
        .withMessageContaining("[2, 2]");
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.slice("m", six, 5, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.slice("m", six, -1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.slice("m", six, 0, -2, -3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.slice("m", six, 0, Long.MAX_VALUE, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of("__metadata__", six, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of("half \ud800", six, 6));
  }

  @Test
  void tensorsAreEqualByNameShapeAndBits() {
    Tensor tensor = Tensor.of("t", new float[] {0f, Float.NaN}, 2);
    assertThat(tensor)
        .isEqualTo(Tensor.slice("t", new float[] {9f, 0f, Float.NaN}, 1, 2))
        .hasSameHashCodeAs(Tensor.of("t", new float[2], 2))
        .isNotEqualTo(Tensor.of("t", new float[] {-0f, Float.NaN}, 2))
        .isNotEqualTo(Tensor.of("u", new float[] {0f, Float.NaN}, 2))
        .isNotEqualTo(Tensor.of("t", new float[] {0f, Float.NaN}, 1, 2))
        .hasToString("Tensor[t [2]]");
  }
}
