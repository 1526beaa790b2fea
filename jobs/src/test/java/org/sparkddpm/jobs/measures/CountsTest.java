package org.sparkddpm.jobs.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;

class CountsTest {

  @Test
  void wilsonsIntervalHasItsPublishedValues() {
    // Newcombe 1998, table I, method 3.
    Share share = new Share(81, 263);
    assertThat(share.low()).isCloseTo(0.2553, offset(5e-5));
    assertThat(share.high()).isCloseTo(0.3662, offset(5e-5));
    Share few = new Share(15, 148);
    assertThat(few.low()).isCloseTo(0.0624, offset(5e-5));
    assertThat(few.high()).isCloseTo(0.1605, offset(5e-5));
    Share none = new Share(0, 20);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.1611, offset(5e-5));
    assertThat(new Share(20, 20).high()).isEqualTo(1);
    assertThat(new Share(20, 20).low()).isCloseTo(0.8389, offset(5e-5));
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThatThrownBy(() -> new Share(3, 2)).hasMessage("3 of 2 is no share");
    assertThatThrownBy(() -> new Share(0, 0)).hasMessageContaining("0 of 0");
  }

  @Test
  void confusionCountsByLabel() {
    Confusion one = new Confusion(3);
    one.add(0, 0);
    one.add(0, 2);
    Confusion other = new Confusion(3);
    other.add(2, 2);
    other.add(0, 0);
    one.add(other);
    assertThat(one.row(0)).containsExactly(2, 0, 1);
    assertThat(one.takenFor(0)).isEqualTo(Map.of(0, 2L, 2, 1L));
    assertThat(one.takenFor(1)).isEmpty();
    assertThat(one.labels()).containsExactly(0, 2);
    assertThat(one.agreement(0)).contains(new Share(2, 3));
    assertThat(one.agreement(1)).isEmpty();
    assertThat(one.agreement()).contains(new Share(3, 4));
    assertThat(one.agreement(List.of(1, 2))).contains(new Share(1, 1));
    assertThat(new Confusion(3).agreement()).isEmpty();
  }

  @Test
  void agreementOfAnotherMixtureOfLabels() {
    Confusion counts = new Confusion(4);
    for (int i = 0; i < 90; i++) {
      counts.add(0, 0);
    }
    for (int i = 0; i < 10; i++) {
      counts.add(1, i < 5 ? 1 : 2);
    }
    assertThat(counts.agreement()).contains(new Share(95, 100));
    assertThat(counts.agreementAs(Map.of(0, 10L, 1, 30L, 3, 1_000L)).orElseThrow())
        .isCloseTo(0.25 + 0.75 / 2, offset(1e-12));
    assertThat(counts.agreementAs(Map.of(3, 1L))).isEmpty();
  }

  /** Dense counts would be 8 MB. */
  @Test
  void manyClassesTakeNoMoreThanTheImagesThatThereAre() {
    Confusion block = new Confusion(1_000);
    for (int i = 0; i < 1_000; i++) {
      block.add(i, (i * 7) % 1_000);
    }
    assertThat(SerializationUtils.serialize(block)).hasSizeLessThan(100_000);
  }

  @Test
  void quantilesAreAmongTheNumbers() {
    double[] sorted = {1, 2, 3, 4};
    assertThat(Quantiles.at(sorted, 0.5)).isEqualTo(2);
    assertThat(Quantiles.at(sorted, 0.01)).isEqualTo(1);
    assertThat(Quantiles.at(sorted, 1)).isEqualTo(4);
    assertThat(Quantiles.upTo(sorted, 2)).isEqualTo(new Share(2, 4));
    assertThat(Quantiles.upTo(sorted, 0.5)).isEqualTo(new Share(0, 4));
  }

  @Test
  void smallImagesAreTheirOwnThumbnails() {
    ThumbnailShape shape = ThumbnailShape.of(ImageShape.gray(28, 28));
    assertThat(shape.side()).isEqualTo(1);
    assertThat(shape.size()).isEqualTo(784);
    byte[] pixels = {1, 2, 3, (byte) 255};
    byte[] out = new byte[4];
    ThumbnailShape.of(ImageShape.gray(2, 2)).draw(pixels, out, 0);
    assertThat(out).isEqualTo(pixels);
  }

  @Test
  void thumbnailsAreMeansOfSquares() {
    ThumbnailShape shape = new ThumbnailShape(new ImageShape(2, 3, 3), 2);
    assertThat(shape.size()).isEqualTo(6);
    byte[] pixels = {10, 0, 100, 20, 0, 100, 7, 7, 7, 30, 0, 100, 40, 4, 100, 9, 7, (byte) 207};
    byte[] out = new byte[7];
    shape.draw(pixels, out, 1);
    assertThat(out).containsExactly(0, 25, 1, 100, 8, 7, 107);
    assertThat(ThumbnailShape.of(ImageShape.colour(256, 256)).size()).isBetween(700, 1024);
  }
}
