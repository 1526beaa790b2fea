package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.pictures.AnimatedGif;
import org.sparkddpm.images.strokes.Strokes;

/** Image files of the kinds that are read, as the JDK writes them, and those that are refused. */
class ImageFileTest {
  private static byte[] encoded(Picture picture, String kind) throws IOException {
    return encoded(picture.toBufferedImage(), kind);
  }

  private static byte[] encoded(BufferedImage picture, String kind) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, kind, out)).as(kind).isTrue();
    return out.toByteArray();
  }

  private static DecodedImage read(byte[] file) throws IOException {
    return ImageFile.read(new ByteArrayInputStream(file), "3/x");
  }

  private static Picture digit() {
    return new Picture(28, 28, 1, Strokes.draw(3, 1).image(0));
  }

  /** Slopes in all three channels, which JPEG keeps well. */
  private static Picture slopes() {
    byte[] pixels = new byte[24 * 32 * 3];
    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 32; x++) {
        pixels[(y * 32 + x) * 3] = (byte) (8 * x);
        pixels[(y * 32 + x) * 3 + 1] = (byte) (10 * y);
        pixels[(y * 32 + x) * 3 + 2] = (byte) (255 - 8 * x);
      }
    }
    return new Picture(24, 32, 3, pixels);
  }

  @ParameterizedTest
  @CsvSource({"png,PNG", "bmp,BMP", "gif,GIF"})
  void grayOfKindsWithoutLoss(String format, ImageKind kind) throws IOException {
    DecodedImage read = read(encoded(digit(), format));
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.overWhite()).isEqualTo(digit());
    assertThat(read.transparent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void coloursOfKindsWithoutLoss(String format) throws IOException {
    assertThat(read(encoded(slopes(), format)).overWhite()).isEqualTo(slopes());
  }

  private static BufferedImage indexed(int height, int... indices) {
    IndexColorModel palette =
        new IndexColorModel(
            2, 3, new byte[] {-56, 0, 1}, new byte[] {0, -56, 2}, new byte[] {10, 20, 3});
    int width = indices.length / height;
    BufferedImage picture =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY, palette);
    picture.getRaster().setPixels(0, 0, width, height, indices);
    return picture;
  }

  @Test
  void coloursOfAGif() throws IOException {
    byte[] pixels = {-56, 0, 10, 0, -56, 20, -56, 0, 10, 1, 2, 3, 0, -56, 20};
    assertThat(read(encoded(indexed(5, 0, 1, 0, 2, 1), "gif")).overWhite())
        .isEqualTo(new Picture(5, 1, 3, pixels));
  }

  /** The JDK writes GIFs interlaced, and reads low ones wrongly. */
  @Test
  void anInterlacedGifOfFewRowsIsRefused() throws IOException {
    for (int height = 2; height <= 4; height++) {
      byte[] file = encoded(indexed(height, new int[height]), "gif");
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("only " + height + " pixels high");
    }
  }

  @Test
  void bmpOfSixteenBitsIsScaledToTheWholeRange() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_555_RGB);
    picture.setRGB(0, 0, 0xffffff);
    picture.setRGB(1, 0, 0x800000);
    assertThat(read(encoded(picture, "bmp")).overWhite().pixels())
        .containsExactly(-1, -1, -1, (byte) Math.round(16 * 255 / 31.0), 0, 0);
  }

  @Test
  void jpegInGrayAndInColour() throws IOException {
    for (Picture picture : new Picture[] {digit(), slopes()}) {
      DecodedImage read = read(encoded(picture, "jpg"));
      assertThat(read.kind()).isEqualTo(ImageKind.JPEG);
      Picture found = read.overWhite();
      assertThat(found.channels()).isEqualTo(picture.channels());
      assertThat(found.height()).isEqualTo(picture.height());
      assertThat(found.width()).isEqualTo(picture.width());
      assertThat(meanDifference(picture, found)).isLessThan(6);
    }
  }

  private static double meanDifference(Picture one, Picture other) {
    byte[] a = one.pixels();
    byte[] b = other.pixels();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return sum / a.length;
  }

  @Test
  void theContentTellsTheKindNotTheName() throws IOException {
    byte[] file = encoded(digit(), "bmp");
    assertThat(ImageFile.read(new ByteArrayInputStream(file), "3/x.png").kind())
        .isEqualTo(ImageKind.BMP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void everyTruncatedFileIsRefused(String format) throws IOException {
    byte[] file = encoded(digit(), format);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .as("%s cut to %s of %s bytes", format, length, file.length)
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageStartingWith("3/x: ");
    }
  }

  @Test
  void anAnimationIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AnimatedGif gif = new AnimatedGif(out, 100)) {
      gif.add(digit());
      gif.add(new Picture(28, 28, 1, Strokes.draw(4, 1).image(0)));
    }
    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessage("3/x: is an animation of 2 images: give a file for each");
  }

  /** The first bytes of a small file as an encoder of WebP writes it. */
  @Test
  void kindsThatAreKnownAreRefusedByName() {
    byte[] webp = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
    assertThatThrownBy(() -> read(webp))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "3/x: WebP is not read", "PNG, JPEG, BMP, GIF", "convert it to PNG");
    assertThatThrownBy(() -> read("II*\0etc".getBytes(StandardCharsets.ISO_8859_1)))
        .hasMessageContaining("3/x: TIFF is not read");
    assertThatThrownBy(() -> read("a text".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("3/x: does not start as an image file", "convert it to PNG");
  }

  @Test
  void sizesAreCheckedBeforeDecoding() throws IOException {
    byte[] file = encoded(new BufferedImage(4097, 1, BufferedImage.TYPE_BYTE_BINARY), "gif");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/x: height 1 and width 4097 are not both in 1..4096 pixels");
  }

  @ParameterizedTest
  @CsvSource({
    "a.png,PNG",
    "b.x.JPG,JPEG",
    "c.jpeg,JPEG",
    "d.bmp,BMP",
    "e.Gif,GIF",
    "f.webp,WEBP",
    "g.tiff,TIFF",
    "h.txt,",
    "png,",
    ".png,PNG"
  })
  void namesTellTheKind(String name, ImageKind kind) {
    assertThat(ImageKind.byName(name).orElse(null)).isEqualTo(kind);
  }

  @Test
  void blackStrokesOnATransparentGroundAreInTheOpacity() throws IOException {
    BufferedImage picture = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xff000000);
    picture.setRGB(1, 0, 0x80000000);
    picture.setRGB(2, 0, 0x00ffffff);
    DecodedImage read = read(encoded(picture, "png"));
    assertThat(read.transparent()).isTrue();
    assertThat(read.onlyColour()).hasValue(0);
    assertThat(read.opacity()).isEqualTo(new Picture(1, 4, 1, new byte[] {-1, -128, 0, 0}));
    assertThat(read.overWhite().pixels())
        .containsExactly(0, 0, 0, 127, 127, 127, -1, -1, -1, -1, -1, -1);
  }

  @Test
  void severalColoursOrNoneAreNotOne() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    assertThat(read(encoded(picture, "png")).onlyColour()).isEmpty();
    picture.setRGB(0, 0, 0xff123456);
    assertThat(read(encoded(picture, "png")).onlyColour()).hasValue(0x123456);
    picture.setRGB(1, 0, 0x01123457);
    assertThat(read(encoded(picture, "png")).onlyColour()).isEmpty();
  }

  @Test
  void anOpaqueFileIsAllOpacity() throws IOException {
    DecodedImage read = read(encoded(slopes(), "png"));
    assertThat(read.transparent()).isFalse();
    assertThat(read.opacity().at(3, 4, 0)).isEqualTo(255);
  }
}
