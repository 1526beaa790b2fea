package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

/** Files of every colour type and depth of the PNG specification, written here byte by byte. */
class PngColourTypesTest {
  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGBA = 6;

  private final ByteArrayOutputStream between = new ByteArrayOutputStream();

  @Test
  void grayOfFewBits() throws IOException {
    assertThat(read(1, 4, GRAY, 0b0110_0000)).isEqualTo(gray(0, 255, 255, 0));
    assertThat(read(2, 4, GRAY, 0b0001_1011)).isEqualTo(gray(0, 85, 170, 255));
    assertThat(read(4, 4, GRAY, 0x05, 0xaf)).isEqualTo(gray(0, 85, 170, 255));
    assertThat(read(8, 4, GRAY, 0, 1, 128, 255)).isEqualTo(gray(0, 1, 128, 255));
    assertThat(read(16, 2, GRAY, 0x12, 0xff, 0x80, 0)).isEqualTo(gray(0x12, 0x80));
  }

  @Test
  void grayWithAValueThatIsTransparent() throws IOException {
    transparent(0, 77);
    assertThat(read(8, 3, GRAY, 76, 77, 255)).isEqualTo(gray(76, 255, 255));
  }

  /** The JDK misses it where it has fewer bits than eight. */
  @ParameterizedTest
  @CsvSource({"1,0,0x40,0", "1,1,0x40,1", "2,2,0x60,1", "4,5,0x45,1", "4,15,0xf4,0", "16,513,0,2"})
  void theTransparentGrayMayHaveAnyNumberOfBits(int bits, int value, int row, int place)
      throws IOException {
    transparent(value >> 8, value & 255);
    int[] samples = bits == 16 ? new int[] {1, 1, 3, 1, 2, 1} : new int[] {row};
    DecodedImage image = decoded(bits, bits == 16 ? 3 : 2, GRAY, samples);
    for (int i = 0; i < (bits == 16 ? 3 : 2); i++) {
      assertThat(image.opacity().at(0, i, 0)).as("pixel %s", i).isEqualTo(i == place ? 0 : 255);
    }
  }

  @Test
  void grayWithTransparency() throws IOException {
    assertThat(read(8, 3, GRAY_ALPHA, 100, 255, 100, 0, 255, 128)).isEqualTo(gray(100, 255, 255));
    assertThat(read(16, 2, GRAY_ALPHA, 100, 9, 255, 255, 255, 255, 128, 7))
        .isEqualTo(gray(100, 255));
  }

  @Test
  void colours() throws IOException {
    assertThat(read(8, 2, RGB, 1, 2, 3, 253, 254, 255)).isEqualTo(rgb(1, 2, 3, 253, 254, 255));
    assertThat(read(16, 1, RGB, 1, 255, 2, 255, 253, 255)).isEqualTo(rgb(1, 2, 253));
    assertThat(read(8, 2, RGBA, 1, 2, 3, 255, 10, 20, 255, 128))
        .isEqualTo(rgb(1, 2, 3, 132, 137, 255));
    assertThat(read(16, 1, RGBA, 10, 1, 20, 1, 255, 1, 128, 1)).isEqualTo(rgb(132, 137, 255));
  }

  @Test
  void aColourThatIsTransparent() throws IOException {
    transparent(0, 1, 0, 2, 0, 3);
    assertThat(read(8, 2, RGB, 1, 2, 3, 1, 2, 4)).isEqualTo(rgb(255, 255, 255, 1, 2, 4));
  }

  @Test
  void palettes() throws IOException {
    chunk(between, "PLTE", new byte[] {10, 20, 30, 40, 50, 60, 70, 70, 70});
    assertThat(read(2, 3, PALETTE, 0b0001_1000)).isEqualTo(rgb(10, 20, 30, 40, 50, 60, 70, 70, 70));
    assertThat(read(8, 2, PALETTE, 2, 0)).isEqualTo(rgb(70, 70, 70, 10, 20, 30));
    transparent(255, 0);
    assertThat(read(4, 3, PALETTE, 0x01, 0x20))
        .isEqualTo(rgb(10, 20, 30, 255, 255, 255, 70, 70, 70));
  }

  /** The JDK fills the palette up with its last colour. */
  @Test
  void aPixelOfNoColourOfThePaletteIsRefused() throws IOException {
    chunk(between, "PLTE", new byte[] {10, 20, 30, 40, 50, 60});
    assertThat(read(8, 2, PALETTE, 1, 0)).isEqualTo(rgb(40, 50, 60, 10, 20, 30));
    assertThatThrownBy(() -> read(8, 2, PALETTE, 1, 2))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("row.png: damaged PNG file", "colour 2, the palette has 2");
  }

  @Test
  void anAnimationIsRefused() throws IOException {
    chunk(between, "acTL", new byte[] {0, 0, 0, 3, 0, 0, 0, 0});
    assertThatThrownBy(() -> read(8, 2, GRAY, 1, 2))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessage("row.png: is an animation of 3 images: give a file for each");
  }

  private static Picture gray(int... values) {
    return new Picture(1, values.length, 1, bytes(values));
  }

  private static Picture rgb(int... values) {
    return new Picture(1, values.length / 3, 3, bytes(values));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private void transparent(int... values) throws IOException {
    chunk(between, "tRNS", bytes(values));
  }

  private Picture read(int bits, int width, int type, int... row) throws IOException {
    return decoded(bits, width, type, row).overWhite();
  }

  /** What is read of a file of one row. */
  private DecodedImage decoded(int bits, int width, int type, int... row) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(1);
    fields.write(new byte[] {(byte) bits, (byte) type, 0, 0, 0});
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream zipped = new DeflaterOutputStream(data)) {
      zipped.write(0);
      zipped.write(bytes(row));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(file, "IHDR", header.toByteArray());
    between.writeTo(file);
    chunk(file, "IDAT", data.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return ImageFile.decode(file.toByteArray(), "row.png");
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    DataOutputStream fields = new DataOutputStream(out);
    fields.writeInt(data.length);
    fields.write(name);
    fields.write(data);
    fields.writeInt((int) crc.getValue());
  }
}
