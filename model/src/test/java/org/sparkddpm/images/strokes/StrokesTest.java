package org.sparkddpm.images.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.NearestImages;

class StrokesTest {
  /** Changes only with a deliberate change of the drawn digits. */
  private static final String GOLDEN_SHA256_OF_FIRST_1000 =
      "dfafbab258b2b85975afd34dd701466bfbd091c8f1e23e8f3cf2066ef1985c27";

  @Test
  void isTheSameOnEveryMachine() throws Exception {
    LabelledImages images = Strokes.draw(0, 1000);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < images.size(); i++) {
      digest.update(images.image(i));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(GOLDEN_SHA256_OF_FIRST_1000);
  }

  @Test
  void everyImageDependsOnItsIndexAlone() {
    LabelledImages all = Strokes.draw(0, 300);
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int first = random.nextInt(300);
      int count = random.nextInt(1, 301 - first);
      LabelledImages part = Strokes.draw(first, count);
      for (int k = 0; k < count; k++) {
        assertThat(part.image(k)).isEqualTo(all.image(first + k));
        assertThat(part.label(k)).isEqualTo(all.label(first + k));
      }
    }
  }

  @Test
  void labelsAreBalanced() {
    assertThat(Strokes.draw(5, 2000).classCounts()).hasSize(10).containsOnly(200);
    assertThat(Strokes.draw(1_234_567_890_123L, 3).labels()).containsExactly(3, 4, 5);
  }

  @Test
  void inkIsLikeThatOfScannedDigits() {
    LabelledImages images = Strokes.draw(0, 5000);
    double total = 0;
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.image(i);
      double ink = 0;
      double momentX = 0;
      double momentY = 0;
      int brightest = 0;
      for (int p = 0; p < image.length; p++) {
        int value = image[p] & 0xff;
        int x = p % 28;
        int y = p / 28;
        if (x < 2 || y < 2 || x > 25 || y > 25) {
          assertThat(value).as("image %d, margin at (%d, %d)", i, x, y).isZero();
        }
        ink += value / 255.0;
        momentX += value / 255.0 * x;
        momentY += value / 255.0 * y;
        brightest = Math.max(brightest, value);
      }
      assertThat(ink).as("pixels of ink in image %d", i).isBetween(15.0, 260.0);
      assertThat(brightest).as("brightest pixel of image %d", i).isGreaterThan(200);
      assertThat(momentX / ink).as("middle of image %d", i).isBetween(10.5, 16.5);
      assertThat(momentY / ink).as("middle of image %d", i).isBetween(10.5, 16.5);
      total += ink;
    }
    // The mean of MNIST's training images is 102.
    assertThat(total / images.size()).isBetween(85.0, 115.0);
  }

  @Test
  void noTwoImagesAreAlike() {
    LabelledImages images = Strokes.draw(0, 5000);
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
      hashes.add(Arrays.hashCode(images.image(i)));
    }
    assertThat(hashes).hasSizeGreaterThan(4995);
  }

  @Test
  void canBeLearnedButNotPerfectly() {
    NearestImages classifier = new NearestImages(Strokes.draw(0, 5000));
    LabelledImages test = Strokes.draw(1_000_000, 500);
    assertThat(classifier.accuracyOfMeans(test)).isBetween(0.70, 0.95);
    assertThat(classifier.accuracyOfNearest(test)).isBetween(0.93, 0.995);
  }

  @Test
  void refusesImpossibleRanges() {
    assertThatThrownBy(() -> Strokes.draw(-1, 5)).hasMessageContaining("first >= 0");
    assertThatThrownBy(() -> Strokes.draw(0, 0)).hasMessageContaining("count >= 1");
    assertThatThrownBy(() -> Strokes.draw(0, Integer.MAX_VALUE))
        .hasMessageContaining("draw them in parts");
  }
}
