package org.sparkddpm.jobs.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.images.ImageShape;

class NearestSearchTest {

  private static final int OTHERS = 2_100;
  private static final int IMAGES = 300;

  /** Two gray pixels. */
  private static final ThumbnailShape PAIR = ThumbnailShape.of(ImageShape.gray(1, 2));

  @ParameterizedTest
  @CsvSource({"28,28,1", "5,28,1", "16,17,3", "1,1,1", "3,2,3"})
  void coefficientsAreNeverFurtherApartThanThumbnails(int height, int width, int channels) {
    ThumbnailShape shape = ThumbnailShape.of(new ImageShape(height, width, channels));
    LowFrequencies waves = new LowFrequencies(shape);
    assertThat(waves.size()).isBetween(channels, LowFrequencies.MOST);
    byte[] thumbnails = images(shape, 60, new Random(1));
    float[] coefficients = waves.of(thumbnails);
    double nearest = 0;
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < i; j++) {
        double whole = square(thumbnails, i, thumbnails, j, shape.size());
        double slow = square(coefficients, i, j, waves.size());
        assertThat(slow).isLessThanOrEqualTo(whole * (1 + 1e-5) + 1e-3);
        nearest = Math.max(nearest, slow / whole);
      }
    }
    assertThat(nearest).isGreaterThan(0.9);
  }

  /** All of a thumbnail that has no more numbers than there are waves. */
  @Test
  void ofFewPixelsNothingIsLost() {
    ThumbnailShape shape = ThumbnailShape.of(ImageShape.gray(12, 12));
    byte[] thumbnails = images(shape, 2, new Random(2));
    float[] coefficients = new LowFrequencies(shape).of(thumbnails);
    assertThat(square(coefficients, 0, 1, 144))
        .isCloseTo(square(thumbnails, 0, thumbnails, 1, 144), offset(5.0));
  }

  /** Of images that are smooth, rough, black, white, equal and almost equal. */
  @ParameterizedTest
  @CsvSource({"28,28,1", "16,16,3", "7,3,1"})
  void findsWhatLookingAtEachFinds(int height, int width, int channels) {
    ThumbnailShape shape = ThumbnailShape.of(new ImageShape(height, width, channels));
    Random random = new Random(3);
    byte[] others = images(shape, OTHERS, random);
    byte[] images = images(shape, IMAGES, random);
    // Some are there twice, and some of the images are among the others.
    System.arraycopy(others, 0, others, 1_500 * shape.size(), 400 * shape.size());
    System.arraycopy(others, 0, images, 0, 40 * shape.size());
    NearestImages expected = NearestImages.none(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      for (int j = 0; j < OTHERS; j++) {
        expected.keep(i, (int) square(images, i, others, j, shape.size()), 10 + j);
      }
    }
    NearestImages merged = NearestImages.none(IMAGES);
    for (int[] part : new int[][] {{1_300, OTHERS}, {0, 13}, {13, 1_300}}) {
      merged = merged.nearer(found(shape, images, others, part));
    }
    assertThat(merged.squares()).isEqualTo(expected.squares());
    assertThat(merged.positions()).isEqualTo(expected.positions());
    NearestImages whole = found(shape, images, others, new int[] {700, OTHERS}, new int[] {0, 700});
    assertThat(whole.squares()).isEqualTo(expected.squares());
    assertThat(whole.positions()).isEqualTo(expected.positions());
  }

  @Test
  void anImageIsNotItsOwnNeighbour() {
    byte[] line = {0, 0, 51, 0, 102, 0, (byte) 255, 0};
    long[] positions = {10, 11, 12, 13};
    NearestSearch search = search(PAIR, line);
    search.look(line, positions, positions);
    assertThat(search.found().positions()).containsExactly(11, 10, 11, 12);
    assertThat(search.found().sortedDistances()).containsExactly(0.2, 0.2, 0.2, 0.6);
  }

  @Test
  void whereThereIsNoOtherItIsInfinitelyFar() {
    byte[] one = {7, 7};
    NearestSearch search = search(PAIR, one);
    search.look(one, new long[] {5}, new long[] {5});
    assertThat(search.found().positions()).containsExactly(-1);
    assertThat(search.found().sortedDistances()).containsExactly(Double.POSITIVE_INFINITY);
  }

  private static NearestImages found(
      ThumbnailShape shape, byte[] images, byte[] others, int[]... parts) {
    NearestSearch search = search(shape, images);
    for (int[] part : parts) {
      search.look(
          Arrays.copyOfRange(others, part[0] * shape.size(), part[1] * shape.size()),
          LongStream.range(10 + part[0], 10 + part[1]).toArray(),
          null);
    }
    return search.found();
  }

  private static NearestSearch search(ThumbnailShape shape, byte[] images) {
    Engine engine = Engines.fastest();
    engine.bind(1);
    LowFrequencies waves = new LowFrequencies(shape);
    return new NearestSearch(waves, new SquaredDistances(engine, waves.size()), images);
  }

  /**
   * In turn a smooth ramp, noise, a chess board, all black, all white, and nearly the one before.
   */
  private static byte[] images(ThumbnailShape shape, int count, Random random) {
    int size = shape.size();
    byte[] images = new byte[count * size];
    for (int i = 0; i < count; i++) {
      int start = random.nextInt(256);
      int slope = random.nextInt(7);
      for (int k = 0; k < size; k++) {
        images[i * size + k] =
            switch (i % 6) {
              case 0 -> (byte) Math.min(255, start + slope * k / 16);
              case 1 -> (byte) random.nextInt(256);
              case 2 -> (byte) (k % 2 == 0 ? start : 0);
              case 3 -> 0;
              case 4 -> (byte) 255;
              default -> (byte) (images[(i - 1) * size + k] ^ (k == start % size ? 1 : 0));
            };
      }
    }
    return images;
  }

  private static double square(byte[] a, int i, byte[] b, int j, int size) {
    double sum = 0;
    for (int k = 0; k < size; k++) {
      double difference = (a[i * size + k] & 0xff) - (b[j * size + k] & 0xff);
      sum += difference * difference;
    }
    return sum;
  }

  private static double square(float[] rows, int i, int j, int size) {
    double sum = 0;
    for (int k = 0; k < size; k++) {
      double difference = (double) rows[i * size + k] - rows[j * size + k];
      sum += difference * difference;
    }
    return sum;
  }
}
