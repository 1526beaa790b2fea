package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PixelFactsTest {

  private static PixelFacts of(int channels, int... image) {
    byte[] bytes = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      bytes[i] = (byte) image[i];
    }
    return PixelFacts.of(bytes, channels, new Seen(new BlockPlace("a file", 0), "an image"));
  }

  @Test
  void theRangeIsThatOfAll() {
    PixelFacts both = of(1, 3, 200).plus(of(1, 0, 90));
    assertThat(both.darkest()).isZero();
    assertThat(both.brightest()).isEqualTo(200);
    assertThat(PixelFacts.NONE.plus(both)).isEqualTo(both);
  }

  @Test
  void anImageOfOneColourIsConstantInEachChannel() {
    assertThat(of(3, 1, 2, 3, 1, 2, 3).constant()).isOne();
    assertThat(of(3, 1, 2, 3, 1, 2, 4).constant()).isZero();
    assertThat(of(1, 7, 7).plus(of(1, 0, 90)).firstConstant().what()).isEqualTo("an image");
  }

  @Test
  void imagesOfNearlyOneColourAreFaint() {
    assertThat(of(1, 7, 14).faint()).isOne();
    assertThat(of(1, 7, 15).faint()).isZero();
    assertThat(of(1, 7, 7).faint()).isZero();
  }

  @Test
  void pixelsThatWereScaledToOneOrSixteenAreWarnedOf() {
    for (int brightest : new int[] {1, 16}) {
      assertThat(of(1, 0, brightest).warn(DataReport.NOTHING, 1).warnings())
          .singleElement()
          .asString()
          .startsWith("the brightest pixel of all is " + brightest + ", of 255")
          .contains("scale their pixels to 0..255");
    }
    assertThat(of(1, 0, 17).warn(DataReport.NOTHING, 1).warnings()).isEmpty();
  }
}
