package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelledImagesTest {
  @Test
  void chosenImagesComeInTheOrderOfTheirIndices() {
    LabelledImages all = RandomImages.of(new Random(1), 9);
    LabelledImages chosen = all.chosen(new int[] {7, 0, 7});
    assertThat(chosen.classes()).isEqualTo(all.classes());
    assertThat(chosen.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(chosen.image(i)).isEqualTo(all.image(i == 1 ? 0 : 7));
      assertThat(chosen.label(i)).isEqualTo(all.label(i == 1 ? 0 : 7));
    }
    assertThat(all.chosen(new int[0]).size()).isZero();
  }

  @Test
  void subsetIsARange() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      LabelledImages all = RandomImages.of(random, random.nextInt(1, 30));
      int first = random.nextInt(all.size() + 1);
      int count = random.nextInt(all.size() - first + 1);
      LabelledImages part = all.subset(first, count);
      assertThat(part.size()).isEqualTo(count);
      for (int k = 0; k < count; k++) {
        assertThat(part.image(k)).isEqualTo(all.image(first + k));
        assertThat(part.label(k)).isEqualTo(all.label(first + k));
      }
    }
    LabelledImages all = RandomImages.of(random, 3);
    assertThatThrownBy(() -> all.subset(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void cannotBeChangedFromOutside() {
    byte[] pixels = {1, 2, 3, 4};
    int[] labels = {0, 1};
    LabelledImages images = new LabelledImages(ImageShape.gray(1, 2), 2, pixels, labels);
    pixels[0] = 9;
    labels[0] = 1;
    images.image(0)[1] = 9;
    images.labels()[1] = 0;
    assertThat(images)
        .isEqualTo(
            new LabelledImages(
                ImageShape.gray(1, 2), 2, new byte[] {1, 2, 3, 4}, new int[] {0, 1}));
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    byte[] pixels = new byte[12];
    assertThatThrownBy(() -> new LabelledImages(ImageShape.gray(2, 2), 1, pixels, new int[2]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("12 bytes of pixels do not make 2 images of 2x2 (8 bytes)");
    assertThatThrownBy(
            () -> new LabelledImages(ImageShape.gray(2, 2), 3, pixels, new int[] {0, 2, 3}))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("label 3 of image 2 is not in 0..2");
    assertThatThrownBy(
            () -> new LabelledImages(ImageShape.gray(2, 2), 3, pixels, new int[] {0, -1, 1}))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("label -1 of image 1");
    assertThatThrownBy(() -> new LabelledImages(ImageShape.gray(0, 2), 3, pixels, new int[3]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("height 0");
    assertThatThrownBy(() -> new LabelledImages(ImageShape.colour(2, 2), 3, pixels, new int[3]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("12 bytes of pixels do not make 3 images of 2x2x3 (36 bytes)");
    assertThatThrownBy(() -> new LabelledImages(ImageShape.gray(2, 2), 0, pixels, new int[3]))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("number of classes 0");
  }

  @Test
  void moreClassesButNotTooFew() {
    LabelledImages images =
        new LabelledImages(ImageShape.gray(1, 1), 3, new byte[2], new int[] {0, 2});
    assertThat(images.withClasses(10).classes()).isEqualTo(10);
    assertThat(images.withClasses(10).classCounts()).containsExactly(1, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> images.withClasses(2))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("label 2 of image 1 is not in 0..1");
  }

  @Test
  void travelsBetweenJvms() throws Exception {
    LabelledImages images = RandomImages.of(new Random(3), 20);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(images);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(images).hasSameHashCodeAs(images);
    }
  }

  @Test
  void classesGetOtherNumbers() {
    LabelledImages images =
        new LabelledImages(ImageShape.gray(1, 1), 2, new byte[] {5, 6, 7}, new int[] {0, 1, 0});
    LabelledImages changed = images.relabelled(new int[] {3, 1}, 4);
    assertThat(changed.labels()).containsExactly(3, 1, 3);
    assertThat(changed.classes()).isEqualTo(4);
    assertThat(changed.image(1)).containsExactly(6);
    assertThatThrownBy(() -> images.relabelled(new int[] {3, 1}, 3))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("label 3");
  }

  @Test
  void someImagesAreChosenInAnyOrder() {
    LabelledImages all =
        new LabelledImages(
            ImageShape.gray(1, 2), 3, new byte[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 2});
    assertThat(all.chosen(new int[] {2, 0}))
        .isEqualTo(
            new LabelledImages(
                ImageShape.gray(1, 2), 3, new byte[] {5, 6, 1, 2}, new int[] {2, 0}));
    assertThat(all.chosen(new int[0]).size()).isZero();
    assertThatThrownBy(() -> all.chosen(new int[] {3}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
