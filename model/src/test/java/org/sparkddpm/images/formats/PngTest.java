package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.GrayImage;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.strokes.Strokes;

class PngTest {
  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] png(GrayImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Png.write(out, image);
    return out.toByteArray();
  }

  private static GrayImage read(byte[] file) throws IOException {
    return Png.read(new ByteArrayInputStream(file), "3/x.png");
  }

  private static GrayImage ramp() {
    byte[] pixels = new byte[256];
    for (int i = 0; i < 256; i++) {
      pixels[i] = (byte) i;
    }
    return new GrayImage(8, 32, pixels);
  }

  @Test
  void grayComesBackUnchanged() throws IOException {
    assertThat(read(png(ramp()))).isEqualTo(ramp());
    assertThat(png(ramp())).isEqualTo(png(ramp()));
  }

  @Test
  void graysInEveryColourTypeKeepTheirValue() throws IOException {
    int[] types = {
      BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_3BYTE_BGR
    };
    for (int type : types) {
      BufferedImage picture = new BufferedImage(32, 8, type);
      for (int i = 0; i < 256; i++) {
        picture.setRGB(i % 32, i / 32, 0xff000000 | i * 0x010101);
      }
      assertThat(read(png(picture))).isEqualTo(ramp());
    }
    BufferedImage wide = new BufferedImage(32, 8, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 256; i++) {
      wide.getRaster().setSample(i % 32, i / 32, 0, i << 8 | 77);
    }
    assertThat(read(png(wide))).isEqualTo(ramp());
  }

  @Test
  void twoColoursBecomeBlackAndWhite() throws IOException {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
    picture.setRGB(1, 0, 0xffffffff);
    assertThat(read(png(picture)).pixels()).containsExactly(0, 255, 0);
  }

  @Test
  void coloursBecomeBrightnessAndTransparentBecomesBlack() throws IOException {
    BufferedImage picture = new BufferedImage(5, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xffff0000);
    picture.setRGB(1, 0, 0xff00ff00);
    picture.setRGB(2, 0, 0xff0000ff);
    picture.setRGB(3, 0, 0x00ffffff);
    picture.setRGB(4, 0, 0x80ffffff);
    assertThat(read(png(picture)).pixels()).containsExactly(76, 150, 29, 0, 128);
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

  @Test
  void refusesTruncatedFiles() throws IOException {
    byte[] file = png(GrayImage.owning(28, 28, Strokes.draw(0, 1).image(0)));
    for (int length = 8; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("3/x.png: ends at offset " + length)
          .hasMessageContaining("the file is cut off");
    }
  }

  @Test
  void refusesEveryChangeOfAByte() throws IOException {
    byte[] good = png(GrayImage.owning(28, 28, Strokes.draw(0, 1).image(0)));
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
