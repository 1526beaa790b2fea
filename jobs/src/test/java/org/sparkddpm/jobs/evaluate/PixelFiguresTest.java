package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.measures.NearestImages;
import org.sparkddpm.jobs.measures.Share;

/** The floor of memorising and duplicates is what the test images have themselves. */
class PixelFiguresTest {

  private static NearestImages at(double... distances) {
    int[] squares = new int[distances.length];
    Arrays.setAll(squares, i -> (int) (distances[i] * distances[i]));
    return new NearestImages(squares, new long[squares.length]);
  }

  private static double[] ramp(int count) {
    return IntStream.rangeClosed(1, count).mapToDouble(i -> i).toArray();
  }

  private static PixelFigures of(double[] test) {
    double[] samples = ramp(400);
    return PixelFigures.of(
        LongStream.range(0, samples.length).toArray(),
        position -> 0,
        at(samples),
        at(test),
        samples,
        test);
  }

  @Test
  void ofHundredsOfTestImagesAHundredth() {
    PixelFigures figures = of(ramp(400));
    assertThat(figures.memorisedOfTest()).isEqualTo(new Share(4, 400));
    assertThat(figures.memorised()).isEqualTo(new Share(4, 400));
    assertThat(figures.alikeOfTest()).isEqualTo(new Share(4, 400));
  }

  @Test
  void ofFewTestImagesOneOfThem() {
    PixelFigures figures = of(ramp(20));
    assertThat(figures.memorisedOfTest().value()).isEqualTo(0.05);
    assertThat(figures.alikeOfTest().value()).isEqualTo(0.05);
  }

  @Test
  void whereManyAreEquallyNearAllOfThem() {
    double[] test = ramp(400);
    Arrays.fill(test, 0, 40, 0);
    assertThat(of(test).memorisedOfTest()).isEqualTo(new Share(40, 400));
  }
}
