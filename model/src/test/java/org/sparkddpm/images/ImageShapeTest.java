package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageShapeTest {
  @Test
  void channelsArePartOfTheSizeAndOfTheName() {
    assertThat(ImageShape.gray(28, 30).size()).isEqualTo(28 * 30);
    assertThat(ImageShape.colour(28, 30).size()).isEqualTo(28 * 30 * 3);
    assertThat(ImageShape.gray(28, 30))
        .hasToString("30x28")
        .isNotEqualTo(ImageShape.colour(28, 30));
    assertThat(ImageShape.colour(28, 30)).hasToString("30x28x3");
    assertThat(ImageShape.gray(1, 1).colours()).isEqualTo("gray");
    assertThat(ImageShape.colour(1, 1).colours()).isEqualTo("RGB");
    assertThat(ImageShape.colour(4096, 4096).size()).isEqualTo(3 << 24);
  }

  @Test
  void refusesAbsurdSizesAndOtherChannels() {
    for (int side : new int[] {0, -1, 4097, 65536}) {
      assertThatThrownBy(() -> ImageShape.gray(side, 2))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("height " + side + " of the images is not in 1..4096 pixels");
      assertThatThrownBy(() -> ImageShape.colour(2, side))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("width " + side);
    }
    for (int channels : new int[] {-3, 0, 2, 4}) {
      assertThatThrownBy(() -> new ImageShape(2, 2, channels))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("images of " + channels + " channels: give gray ones (1) or red");
    }
  }
}
