package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private static byte[] allBytes() {
    byte[] pixels = new byte[256];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return pixels;
  }

  @Test
  void everyByteValueSurvivesTheRoundTrip() {
    Canvas canvas = new Canvas(ImageShape.gray(16, 16), 20, 24);
    float[] floats = new float[canvas.size()];
    canvas.draw(allBytes(), floats, 0);
    assertThat(canvas.crop(floats, 0)).isEqualTo(allBytes());
  }

  @Test
  void byteValuesCoverTheRangeEvenly() {
    Canvas canvas = new Canvas(ImageShape.gray(1, 256), 1, 256);
    float[] floats = new float[256];
    canvas.draw(allBytes(), floats, 0);
    assertThat(floats[0]).isEqualTo(-1f);
    assertThat(floats[255]).isEqualTo(1f);
    for (int i = 0; i < 256; i++) {
      assertThat((double) floats[i]).isCloseTo(i / 127.5 - 1, within(1e-6));
    }
  }

  @Test
  void paddingIsBlackAndAnOddRestGoesBelowAndRight() {
    Canvas canvas = new Canvas(ImageShape.gray(2, 1), 5, 4);
    float[] floats = new float[canvas.size()];
    Arrays.fill(floats, 7f);
    canvas.draw(new byte[] {(byte) 255, (byte) 255}, floats, 0);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 4; x++) {
        boolean inside = (y == 1 || y == 2) && x == 1;
        assertThat(floats[y * 4 + x]).as("(%d, %d)", y, x).isEqualTo(inside ? 1f : -1f);
      }
    }
  }

  @Test
  void randomImagesInRandomPlacesSurviveAndTouchNothingElse() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int height = random.nextInt(1, 9);
      int width = random.nextInt(1, 9);
      ImageShape shape = new ImageShape(height, width, random.nextBoolean() ? 1 : 3);
      Canvas canvas = new Canvas(shape, height + random.nextInt(5), width + random.nextInt(5));
      byte[] pixels = new byte[shape.size()];
      random.nextBytes(pixels);
      int offset = random.nextInt(20);
      float[] floats = new float[offset + canvas.size() + 10];
      Arrays.fill(floats, 7f);
      canvas.draw(pixels, floats, offset);
      assertThat(canvas.crop(floats, offset)).as(canvas.toString()).isEqualTo(pixels);
      for (int i = 0; i < floats.length; i++) {
        boolean outside = i < offset || i >= offset + canvas.size();
        assertThat(floats[i] == 7f).as("%s at %d", canvas, i).isEqualTo(outside);
      }
    }
  }

  @Test
  void theChannelsOfAPixelStaySideBySide() {
    Canvas canvas = new Canvas(ImageShape.colour(1, 2), 2, 4);
    byte[] pixels = {0, (byte) 255, 51, (byte) 204, 102, (byte) 153};
    float[] floats = new float[canvas.size()];
    canvas.draw(pixels, floats, 0);
    float[] expected = new float[2 * 4 * 3];
    Arrays.fill(expected, -1);
    System.arraycopy(new float[] {-1, 1, -0.6f, 0.6f, -0.2f, 0.2f}, 0, expected, 3, 6);
    assertThat(floats).containsExactly(expected, within(1e-6f));
    assertThat(canvas.crop(floats, 0)).isEqualTo(pixels);
  }

  @Test
  void cropRoundsToTheNearestByteAndClamps() {
    Canvas canvas = new Canvas(ImageShape.gray(1, 6), 1, 6);
    float[] floats = {-1.5f, 9f, -1f + 0.49f / 127.5f, -1f + 0.51f / 127.5f, 0.9999f, -1e30f};
    assertThat(canvas.crop(floats, 0)).containsExactly(0, 255, 0, 1, 255, 0);
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    for (int[] size :
        new int[][] {{29, 28, 28, 28}, {28, 29, 32, 28}, {28, 28, 0, 28}, {28, 28, 28, -1}}) {
      assertThatThrownBy(() -> new Canvas(ImageShape.gray(size[0], size[1]), size[2], size[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "an image of %dx%d does not fit on a canvas of %dx%d; train a model for this image size",
              size[1], size[0], size[3], size[2]);
    }
    assertThat(new Canvas(ImageShape.gray(28, 28), 28, 28).size()).isEqualTo(784);
  }
}
