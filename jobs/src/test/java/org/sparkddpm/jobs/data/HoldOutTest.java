package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

/** What is held out of sets without test images. */
class HoldOutTest extends DataFolder {

  private static DataSplits held(LabelledImages images, long seed) throws IOException {
    return DataSplits.holdingOut(
        ReadPart.of(spark, new ImagesInMemory(images, "some")), "some", seed);
  }

  private static List<String> content(LabelledImages images) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> images.label(i) + " " + Arrays.toString(images.image(i)))
        .toList();
  }

  private static LabelledImages labelled(LabelledImages images, int[] labels, int classes) {
    byte[] pixels = new byte[images.size() * images.imageSize()];
    for (int i = 0; i < images.size(); i++) {
      images.copyImage(i, pixels, i * images.imageSize());
    }
    return new LabelledImages(images.shape(), classes, pixels, labels);
  }

  /** Every tenth of these would be all images of the last class. */
  @Test
  void classesInTurnLoseATenthEach() throws IOException {
    LabelledImages noise = noise(7, 200, 4, 4);
    LabelledImages turns = labelled(noise, IntStream.range(0, 200).map(i -> i % 10).toArray(), 10);
    DataSplits splits = held(turns, 0);
    assertThat(splits.train().classCounts()).containsOnly(18);
    assertThat(splits.test().classCounts()).containsOnly(2);
    assertThat(splits.train().collect()).isEqualTo(tenth(turns, false));
    assertThat(splits.test().collect()).isEqualTo(tenth(turns, true));
  }

  @Test
  void theOrderOfImagesMakesNoDifference() throws IOException {
    LabelledImages images = noise(3, 120, 3, 5);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 120).boxed().toList());
    Collections.shuffle(order, new Random(1));
    LabelledImages shuffled = images.chosen(order.stream().mapToInt(i -> i).toArray());
    DataSplits one = held(images, 5);
    DataSplits other = held(shuffled, 5);
    assertThat(content(other.test().collect()))
        .containsExactlyInAnyOrderElementsOf(content(one.test().collect()));
    assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
  }

  @Test
  void anotherSeedHoldsOutOthers() throws IOException {
    LabelledImages images = noise(3, 300, 3, 3);
    assertThat(content(held(images, 1).test().collect()))
        .hasSameSizeAs(content(held(images, 2).test().collect()))
        .isNotEqualTo(content(held(images, 2).test().collect()));
  }

  @Test
  void imagesThatAreDoubledStayTogether() throws IOException {
    LabelledImages once = noise(4, 60, 4, 4);
    int[] twice = IntStream.range(0, 120).map(i -> i % 60).toArray();
    DataSplits splits = held(once.chosen(twice), 0);
    assertThat(content(splits.train().collect()))
        .doesNotContainAnyElementsOf(content(splits.test().collect()));
    assertThat(splits.test().size()).isEven().isPositive();
  }

  @Test
  void aClassOfEqualImagesIsKeptForTraining() throws IOException {
    LabelledImages noise = noise(4, 40, 2, 2);
    int[] indices = IntStream.range(0, 80).map(i -> i < 40 ? i : 0).toArray();
    int[] labels = IntStream.range(0, 80).map(i -> i < 40 ? 0 : 1).toArray();
    DataSplits splits = held(labelled(noise.chosen(indices), labels, 2), 0);
    assertThat(splits.train().classCounts()).containsExactly(36, 40);
    assertThat(splits.test().classCounts()).containsExactly(4, 0);
  }

  @Test
  void smallClassesAreLeftWholeBesideLargeOnes() throws IOException {
    LabelledImages noise = noise(4, 54, 2, 2);
    int[] labels = IntStream.range(0, 54).map(i -> i < 50 ? 0 : 1).toArray();
    DataSplits splits = held(labelled(noise, labels, 2), 0);
    assertThat(splits.train().classCounts()).containsExactly(45, 4);
    assertThat(splits.test().classCounts()).containsExactly(5, 0);
  }

  /** Beyond what is counted one by one, a tenth is held out as near as chance has it. */
  @Test
  void ofALargeClassATenthIsHeldOut() throws IOException {
    byte[] pixels = new byte[20_000 * 4];
    new Random(3).nextBytes(pixels);
    LabelledImages large = new LabelledImages(ImageShape.gray(2, 2), 1, pixels, new int[20_000]);
    long held = held(large, 0).test().size();
    // Four standard deviations of 20,000 draws of a tenth.
    assertThat(held).isBetween(2000L - 170, 2000L + 170);
  }

  @Test
  void fingerprintsTellImagesAndLabelsApart() {
    Fingerprint one = Fingerprint.of(new byte[] {1, 2}, "3");
    assertThat(one).isEqualTo(Fingerprint.of(new byte[] {1, 2}, "3"));
    assertThat(one).isNotEqualTo(Fingerprint.of(new byte[] {1, 3}, "3"));
    assertThat(one).isNotEqualTo(Fingerprint.of(new byte[] {1, 2}, "4"));
    assertThat(one.toString()).hasSize(32);
  }
}
