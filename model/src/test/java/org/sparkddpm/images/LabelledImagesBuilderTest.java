package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelledImagesBuilderTest {
  @Test
  void buildsWhatWasAdded() {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      LabelledImages images = RandomImages.of(random, random.nextInt(1, 60));
      LabelledImagesBuilder builder = new LabelledImagesBuilder();
      for (int i = 0; i < images.size(); i++) {
        builder.add(images.image(i), images.shape(), images.label(i), "row " + i);
        assertThat(builder.size()).isEqualTo(i + 1);
      }
      assertThat(builder.build("table")).isEqualTo(images);
    }
  }

  @Test
  void keepsNoHoldOfTheArraysGiven() {
    byte[] image = {1, 2};
    LabelledImagesBuilder builder =
        new LabelledImagesBuilder().add(image, ImageShape.gray(1, 2), 0, "a.png");
    image[0] = 9;
    LabelledImages first = builder.build("folder");
    builder.add(image, ImageShape.gray(1, 2), 1, "b.png");
    assertThat(first.image(0)).containsExactly(1, 2);
    assertThat(first.size()).isEqualTo(1);
    assertThat(builder.build("folder").size()).isEqualTo(2);
  }

  @Test
  void refusesMixedSizes() {
    LabelledImagesBuilder builder =
        new LabelledImagesBuilder().add(new byte[4], ImageShape.gray(2, 2), 0, "3/a.png");
    assertThatThrownBy(() -> builder.add(new byte[4], ImageShape.gray(1, 4), 0, "3/b.png"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/b.png: is 4x1, but another image (3/a.png) is 2x2")
        .hasMessageContaining("scale all images to one size");
  }

  @Test
  void refusesBadLabels() {
    LabelledImagesBuilder builder = new LabelledImagesBuilder();
    assertThatThrownBy(() -> builder.add(new byte[4], ImageShape.gray(2, 2), -1, "-1/a.png"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("-1/a.png: label -1 is not in 0..65535");
    assertThatThrownBy(
            () ->
                builder.add(new byte[4], ImageShape.gray(2, 2), Integer.MAX_VALUE, "part-0 row 7"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("part-0 row 7: label 2147483647");
  }

  @Test
  void refusesBadSizes() {
    LabelledImagesBuilder builder = new LabelledImagesBuilder();
    assertThatThrownBy(() -> builder.add(new byte[5], ImageShape.gray(2, 2), 0, "row 7"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("row 7: 5 bytes are not an image of 2x2 (4 bytes)");
    assertThatThrownBy(() -> builder.add(new byte[4], ImageShape.colour(2, 2), 0, "row 8"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("row 8: 4 bytes are not an image of 2x2x3 (12 bytes)");
  }

  @Test
  void refusesGrayAmongColoursAndColoursAmongGray() {
    LabelledImagesBuilder gray =
        new LabelledImagesBuilder().add(new byte[4], ImageShape.gray(2, 2), 0, "3/a.png");
    assertThatThrownBy(() -> gray.add(new byte[12], ImageShape.colour(2, 2), 0, "3/b.png"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/b.png: is RGB, but another image (3/a.png) is gray")
        .hasMessageContaining("make all images gray or all coloured");
    LabelledImagesBuilder coloured =
        new LabelledImagesBuilder().add(new byte[12], ImageShape.colour(2, 2), 0, "3/b.png");
    assertThatThrownBy(() -> coloured.add(new byte[4], ImageShape.gray(2, 2), 0, "3/a.png"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("3/a.png: is gray, but another image (3/b.png) is RGB");
    assertThat(gray.build("folder").shape()).isEqualTo(ImageShape.gray(2, 2));
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> new LabelledImagesBuilder().build("my/folder"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("my/folder: holds no images");
  }
}
