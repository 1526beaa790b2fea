package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

/** Image files that the JDK's readers take for something else, written here byte by byte. */
class UnusualImageFilesTest {
  private static DecodedImage read(byte[] file) {
    return ImageFile.decode(file, "3/x");
  }

  /** A GIF of one image of 2 x 1 pixels, colours 1 and 2, on a screen of its own size. */
  private static byte[] gif(int screenWidth, int screenHeight, int left, int top) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(bytes(screenWidth, 0, screenHeight, 0, 0x81, 0, 0));
    out.writeBytes(bytes(9, 9, 9, 10, 20, 30, 40, 50, 60, 0, 0, 0));
    out.writeBytes(bytes(0x2c, left, 0, top, 0, 2, 0, 1, 0, 0));
    // Codes of three bits from the lowest on: clear (4), 1, 2, end (5).
    out.writeBytes(bytes(2, 2, 0b10_001_100, 0b1010, 0, 0x3b));
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] named = Arrays.copyOf(type.getBytes(StandardCharsets.US_ASCII), 4 + data.length);
    System.arraycopy(data, 0, named, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(data.length)
        .put(named)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] deflated(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(data);
    }
    return out.toByteArray();
  }

  /**
   * A text of 100 MB that is 100 kB in the file. Some of the JDK's readers unpack all of it, others
   * pass over it, so it must not reach them.
   */
  @Test
  void textsThatAreZippedInAPngAreNotUnpacked() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(bytes('a', 0, 0));
    text.writeBytes(deflated(new byte[100_000_000]));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'));
    png.writeBytes(chunk("IHDR", bytes(0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0)));
    png.writeBytes(chunk("PLTE", bytes(1, 2, 3)));
    png.writeBytes(chunk("zTXt", text.toByteArray()));
    png.writeBytes(chunk("IDAT", deflated(bytes(0, 0))));
    png.writeBytes(chunk("IEND", bytes()));
    long before = Allocation.ofThisThread();
    assertThat(read(png.toByteArray()).overWhite()).isEqualTo(new Picture(1, 1, 3, bytes(1, 2, 3)));
    assertThat(Allocation.ofThisThread() - before).isLessThan(10L << 20);
    assertThat(new String(PngChunks.forReader(png.toByteArray()), StandardCharsets.ISO_8859_1))
        .contains("PLTE", "IDAT")
        .doesNotContain("zTXt");
  }

  @ParameterizedTest
  @CsvSource({"4,JPEG", "5,PNG"})
  void anotherFileInABmpIsRefused(int compression, String kind) {
    byte[] bmp = new byte[60];
    bmp[0] = 'B';
    bmp[1] = 'M';
    bmp[30] = (byte) compression;
    assertThatThrownBy(() -> read(bmp))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/x: is a BMP around a " + kind + " file");
  }

  @Test
  void anImageOfAGifLiesInItsPlaceOnTheScreen() throws IOException {
    assertThat(read(gif(2, 1, 0, 0)).overWhite())
        .isEqualTo(new Picture(1, 2, 3, bytes(10, 20, 30, 40, 50, 60)));
    DecodedImage placed = read(gif(4, 3, 1, 2));
    byte[] white = new byte[4 * 3 * 3];
    Arrays.fill(white, (byte) 255);
    System.arraycopy(bytes(10, 20, 30, 40, 50, 60), 0, white, (2 * 4 + 1) * 3, 6);
    assertThat(placed.overWhite()).isEqualTo(new Picture(3, 4, 3, white));
    assertThat(placed.transparent()).isTrue();
    assertThat(placed.opacity().pixels()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0);
  }

  @Test
  void anImageOfAGifBesideTheScreenIsRefused() {
    assertThatThrownBy(() -> read(gif(4, 3, 3, 0)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "3/x: its image of 2x1 pixels at (3, 0) is not on its screen of 4x3", "convert it");
    byte[] large = gif(4, 3, 0, 0);
    large[7] = 0x20;
    assertThatThrownBy(() -> read(large))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("height 3 and width 8196 are not both in 1..4096");
  }

  private static byte[] bmp(int colours, int... indices) {
    ByteBuffer file = ByteBuffer.allocate(54 + 4 * colours + indices.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put((byte) 'B').put((byte) 'M').putInt(file.capacity());
    file.putInt(0).putInt(54 + 4 * colours).putInt(40).putInt(indices.length).putInt(1);
    file.putShort((short) 1).putShort((short) 8).putInt(0).putInt(indices.length).putInt(0);
    file.putInt(0).putInt(colours).putInt(0);
    for (int i = 0; i < colours; i++) {
      file.putInt(0x102030 * (i + 1));
    }
    return file.put(bytes(indices)).array();
  }

  /** The JDK makes them black, or the last colour that there is. */
  @Test
  void pixelsOfNoColourOfThePaletteAreRefused() throws IOException {
    assertThat(read(bmp(2, 1, 0, 1, 0)).overWhite().at(0, 0, 0)).isEqualTo(0x20);
    assertThatThrownBy(() -> read(bmp(2, 1, 0, 200, 0)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("3/x: damaged BMP file", "colour 200, the palette has 2");
  }

  private static byte[] jpeg(int height, int width, int components) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, components, null);
    for (int i = 0; i < height * width; i++) {
      raster.setSample(i % width, i / width, 0, 8 * (i % width));
      raster.setSample(i % width, i / width, 1, 10 * (i / width));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** The JDK gives its four components as they are. */
  @Test
  void aJpegOfFourComponentsIsRefused() throws IOException {
    byte[] file = jpeg(8, 8, 4);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("3/x: is a JPEG of 4 components (CMYK)", "convert it to RGB");
  }

  /** A file with what a camera writes into it, by the order of bytes and the value of the tag. */
  private static byte[] withExif(byte[] jpeg, ByteOrder order, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(4 + 6 + 8 + 2 + 2 * 12);
    exif.putShort((short) 0xffe1).putShort((short) (exif.capacity() - 2));
    exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)).order(order);
    exif.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 2);
    exif.putShort((short) 0x0100).putShort((short) 3).putInt(1).putInt(0);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(exif.array());
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** Each value's first row and column are those of the standard: 6 is top right, say. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0,false", "1,0,0,false", "2,0,1,false", "3,1,1,false", "4,1,0,false",
    "5,0,0,true", "6,0,1,true", "7,1,1,true", "8,1,0,true", "9,0,0,false"
  })
  void aTurnedCameraIsHeeded(int value, int bottom, int right, boolean swapped) throws IOException {
    byte[] jpeg = jpeg(24, 32, 3);
    Picture stored = read(jpeg).overWhite();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      Picture upright = read(withExif(jpeg, order, value)).overWhite();
      assertThat(upright.height()).isEqualTo(swapped ? stored.width() : stored.height());
      assertThat(upright.width()).isEqualTo(swapped ? stored.height() : stored.width());
      for (int row = 0; row < stored.height(); row++) {
        for (int column = 0; column < stored.width(); column++) {
          int down = swapped ? column : row;
          int across = swapped ? row : column;
          int y = bottom == 1 ? upright.height() - 1 - down : down;
          int x = right == 1 ? upright.width() - 1 - across : across;
          assertThat(upright.at(y, x, 0)).isEqualTo(stored.at(row, column, 0));
        }
      }
    }
  }
}
