package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static Picture random(int height, int width, int channels) {
    byte[] pixels = new byte[height * width * channels];
    new Random(1).nextBytes(pixels);
    return new Picture(height, width, channels, pixels);
  }

  @Test
  void enlargingRepeatsEveryPixelWithAllItsChannels() {
    for (int channels : new int[] {1, 3}) {
      Picture small = random(3, 5, channels);
      Picture large = small.enlarged(4);
      assertThat(large.height()).isEqualTo(12);
      assertThat(large.width()).isEqualTo(20);
      assertThat(large.channels()).isEqualTo(channels);
      for (int y = 0; y < 12; y++) {
        for (int x = 0; x < 20; x++) {
          for (int channel = 0; channel < channels; channel++) {
            assertThat(large.at(y, x, channel)).isEqualTo(small.at(y / 4, x / 4, channel));
          }
        }
      }
    }
  }

  @Test
  void theJdkSeesTheSameColours() {
    Picture picture = random(3, 5, 3);
    BufferedImage seen = picture.toBufferedImage();
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 5; x++) {
        int rgb = picture.at(y, x, 0) << 16 | picture.at(y, x, 1) << 8 | picture.at(y, x, 2);
        assertThat(seen.getRGB(x, y)).isEqualTo(0xff000000 | rgb);
      }
    }
    assertThat(random(3, 5, 1).toBufferedImage().getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThatThrownBy(() -> new Picture(2, 2, 1, new byte[12]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("12 bytes are not a picture of 2x2 in 1 channels");
    assertThatThrownBy(() -> new Picture(0, 2, 3, new byte[0]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("2x0");
    assertThatThrownBy(() -> new Picture(1, 2, 2, new byte[4]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("2 channels");
  }
}
