package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PixelRangeTest {
  @Test
  void everyPixelComesBack() {
    byte[] pixels = new byte[258];
    for (int i = 0; i < 256; i++) {
      pixels[i + 1] = (byte) i;
    }
    float[] data = new float[260];
    PixelRange.toData(pixels, 1, data, 2, 256);
    assertThat(data[2]).isEqualTo(-1);
    assertThat(data[257]).isEqualTo(1);
    byte[] back = new byte[258];
    PixelRange.toPixels(data, 2, back, 1, 256);
    assertThat(back).isEqualTo(pixels);
  }

  @Test
  void roundsToTheNearestAndClips() {
    float[] data = {-7, -1, -0.9965f, -0.9955f, 0, 0.9955f, 1.5f, Float.POSITIVE_INFINITY};
    byte[] pixels = new byte[8];
    PixelRange.toPixels(data, 0, pixels, 0, 8);
    assertThat(pixels).containsExactly(0, 0, 0, 1, 128, 254, 255, 255);
  }

  @Test
  void refusesWhatIsNotANumber() {
    assertThatThrownBy(() -> PixelRange.toPixels(new float[] {0, Float.NaN}, 0, new byte[2], 0, 2))
        .hasMessageContaining("value 1 of the image is not a number");
  }
}
