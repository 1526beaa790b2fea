package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;

/** A judge of any data, however large, learns from as many images as one task holds. */
class JudgeImagesTest {

  private static final ImageShape PIXEL = ImageShape.gray(1, 1);

  /** 9,000 of class 0, 990 of class 1 and 10 of class 2. */
  private static final LabelledImages DATA = data();

  private static final long[] COUNTS = {9_000, 990, 10};

  private static LabelledImages data() {
    int[] labels = new int[10_000];
    Arrays.fill(labels, 9_000, 9_990, 1);
    Arrays.fill(labels, 9_990, 10_000, 2);
    return new LabelledImages(PIXEL, 3, new byte[10_000], labels);
  }

  private static LabelledImages chosen(JudgeImages choice, LabelledImages images, long first) {
    return choice.of(new NumberedImages(first, images)).images();
  }

  @Test
  void dataThatFitAreTakenWhole() {
    JudgeImages choice = JudgeImages.of(1, COUNTS, PIXEL, 10_000);
    assertThat(choice.all()).isTrue();
    assertThat(chosen(choice, DATA, 0)).isEqualTo(DATA);
  }

  @Test
  void ofLargerDataAShareOfEachClassIsTakenAndRareOnesAreNotLost() {
    JudgeImages choice = JudgeImages.of(1, COUNTS, PIXEL, 1_000);
    assertThat(choice.all()).isFalse();
    int[] counts = chosen(choice, DATA, 0).classCounts();
    // Binomial, within four deviations.
    assertThat(counts[0]).isBetween(900 - 114, 900 + 114);
    assertThat(counts[1]).isBetween(166 - 48, 166 + 48);
    assertThat(counts[2]).isEqualTo(10);
  }

  @Test
  void theChoiceIsAFunctionOfTheSeedAndTheImagesNumbers() {
    JudgeImages choice = JudgeImages.of(1, COUNTS, PIXEL, 1_000);
    LabelledImages whole = chosen(choice, DATA, 0);
    LabelledImages parts =
        ChosenImages.joined(
            List.of(
                choice.of(new NumberedImages(0, DATA.subset(0, 3_333))),
                choice.of(new NumberedImages(3_333, DATA.subset(3_333, 6_667)))));
    assertThat(parts).isEqualTo(whole);
    JudgeImages other = JudgeImages.of(2, COUNTS, PIXEL, 1_000);
    assertThat(chosen(other, DATA, 0).labels()).isNotEqualTo(whole.labels());
  }

  @Test
  void whatTheTemplatesOfConfHoldIsEnoughForAnyData() {
    long[] counts = new long[1_000];
    Arrays.fill(counts, 1_300_000);
    ImageShape shape = ImageShape.colour(64, 64);
    JudgeImages choice = JudgeImages.of(1, counts, shape, JudgeImages.MOST_BYTES);
    double share = (choice.highest()[0] / 0x1p63 + 1) / 2;
    assertThat(share * 1_300_000_000.0 * shape.size())
        .isBetween(0.9 * JudgeImages.MOST_BYTES, 1.5 * JudgeImages.MOST_BYTES);
  }
}
