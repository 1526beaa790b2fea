package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.strokes.Strokes;

class PngTest {
  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] png(Picture image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Png.write(out, image);
    return out.toByteArray();
  }

  private static Picture read(byte[] file) throws IOException {
    return Png.read(new ByteArrayInputStream(file), "3/x.png");
  }

  private static Picture ramp() {
    byte[] pixels = new byte[256];
    for (int i = 0; i < 256; i++) {
      pixels[i] = (byte) i;
    }
    return new Picture(8, 32, 1, pixels);
  }

  /** One drawn digit in each channel. */
  private static Picture digits(int channels) {
    LabelledImages digits = Strokes.draw(0, channels);
    byte[] pixels = new byte[digits.imageSize() * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = digits.image(i % channels)[i / channels];
    }
    return new Picture(28, 28, channels, pixels);
  }

  @Test
  void grayComesBackUnchanged() throws IOException {
    assertThat(read(png(ramp()))).isEqualTo(ramp());
    assertThat(png(ramp())).isEqualTo(png(ramp()));
  }

  @Test
  void coloursComeBackUnchanged() throws IOException {
    byte[] pixels = new byte[40 * 30 * 3];
    new Random(1).nextBytes(pixels);
    Picture picture = new Picture(40, 30, 3, pixels);
    assertThat(read(png(picture))).isEqualTo(picture);
    assertThat(png(picture)).isEqualTo(png(picture));
  }

  /** The channels are those of the file, not of what its pixels happen to show. */
  @Test
  void graysInEveryColourTypeKeepTheirValueInEveryChannel() throws IOException {
    int[] types = {
      BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_3BYTE_BGR
    };
    byte[] three = new byte[3 * 256];
    for (int i = 0; i < three.length; i++) {
      three[i] = (byte) (i / 3);
    }
    for (int type : types) {
      BufferedImage picture = new BufferedImage(32, 8, type);
      for (int i = 0; i < 256; i++) {
        picture.setRGB(i % 32, i / 32, 0xff000000 | i * 0x010101);
      }
      assertThat(read(png(picture))).isEqualTo(new Picture(8, 32, 3, three));
    }
    BufferedImage wide = new BufferedImage(32, 8, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 256; i++) {
      wide.getRaster().setSample(i % 32, i / 32, 0, i << 8 | 77);
    }
    assertThat(read(png(wide))).isEqualTo(ramp());
  }

  @Test
  void aPaletteIsColours() throws IOException {
    byte[] red = {10, (byte) 200};
    byte[] green = {20, 30};
    byte[] blue = {(byte) 255, 0};
    BufferedImage picture =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
    picture.getRaster().setSample(1, 0, 0, 1);
    byte[] file = png(picture);
    assertThat(file[25]).isEqualTo((byte) 3);
    assertThat(read(file)).isEqualTo(new Picture(1, 2, 3, new byte[] {10, 20, -1, -56, 30, 0}));
  }

  @Test
  void ofSixteenBitsTheUpperOnesCount() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_USHORT);
    BufferedImage picture =
        new BufferedImage(model, model.createCompatibleWritableRaster(2, 1), false, null);
    picture.getRaster().setPixel(0, 0, new int[] {0x12ff, 0x34ff, 0xffff, 0xffff});
    picture.getRaster().setPixel(1, 0, new int[] {0xffff, 0xffff, 0xffff, 0x80ff});
    assertThat(read(png(picture)).pixels()).containsExactly(0x12, 0x34, 255, 255, 255, 255);
  }

  @Test
  void twoColoursBecomeBlackAndWhite() throws IOException {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
    picture.setRGB(1, 0, 0xffffffff);
    assertThat(read(png(picture)).pixels()).containsExactly(0, 255, 0);
  }

  @Test
  void transparentBecomesWhite() throws IOException {
    BufferedImage picture = new BufferedImage(5, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xffff0000);
    picture.setRGB(1, 0, 0xff00ff00);
    picture.setRGB(2, 0, 0xff0000ff);
    picture.setRGB(3, 0, 0x00000000);
    picture.setRGB(4, 0, 0x80000000);
    assertThat(read(png(picture)).pixels())
        .containsExactly(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 127, 127, 127);
  }

  @Test
  void refusesWhatIsNoPng() {
    assertThatThrownBy(() -> read(new byte[100]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessage("3/x.png: does not start as a PNG file at offset 0: convert it to PNG");
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/x.png");
  }

  @Test
  void refusesAbsurdSizesBeforeMakingRoom() throws IOException {
    for (int width : new int[] {0, -1, 4097, Integer.MAX_VALUE}) {
      byte[] file = png(ramp());
      ByteBuffer.wrap(file).putInt(16, width);
      CRC32 crc = new CRC32();
      crc.update(file, 12, 17);
      ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
      long before = Allocation.ofThisThread();
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("3/x.png: height 8 and width " + width)
          .hasMessageContaining("at offset 8 are not both in 1..4096 pixels");
      assertThat(Allocation.ofThisThread() - before).isLessThan(8L << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void refusesTruncatedFiles(int channels) throws IOException {
    byte[] file = png(digits(channels));
    for (int length = 8; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("3/x.png: ends at offset " + length)
          .hasMessageContaining("the file is cut off");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void refusesEveryChangeOfAByte(int channels) throws IOException {
    byte[] good = png(digits(channels));
    Random random = new Random(1);
    for (int place = 0; place < good.length; place++) {
      byte[] bad = good.clone();
      bad[place] ^= (byte) random.nextInt(1, 256);
      long before = Allocation.ofThisThread();
      assertThatThrownBy(() -> read(bad))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageStartingWith("3/x.png: ");
      assertThat(Allocation.ofThisThread() - before).isLessThan(8L << 20);
    }
  }

  @Test
  void refusesPixelsThatCannotBeUnzippedThoughTheirChecksumIsRight() throws IOException {
    byte[] file = png(ramp());
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int length = bytes.getInt(33);
    Arrays.fill(file, 41, 41 + length, (byte) 0xff);
    CRC32 crc = new CRC32();
    crc.update(file, 37, 4 + length);
    bytes.putInt(41 + length, (int) crc.getValue());
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/x.png: damaged PNG file");
  }
}
