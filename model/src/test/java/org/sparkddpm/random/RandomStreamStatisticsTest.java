package org.sparkddpm.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every bound is five or more standard deviations wide; all streams are fixed. */
class RandomStreamStatisticsTest {

  private static final int N = 200_000;

  @Test
  void gaussiansHaveTheMomentsAndTailsOfTheStandardNormal() {
    float[] values = gaussians(RandomStream.of(1, Purpose.TRAINING_NOISE, 0), N);
    double mean = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int withinOne = 0;
    int beyondThree = 0;
    double neighbours = 0;
    for (int i = 0; i < N; i++) {
      double v = values[i];
      mean += v / N;
      second += v * v / N;
      third += v * v * v / N;
      fourth += v * v * v * v / N;
      withinOne += Math.abs(v) < 1 ? 1 : 0;
      beyondThree += Math.abs(v) > 3 ? 1 : 0;
      neighbours += i == 0 ? 0 : v * values[i - 1] / N;
    }
    double deviation = 1 / Math.sqrt(N);
    assertThat(mean).isCloseTo(0, within(5 * deviation));
    assertThat(second).isCloseTo(1, within(5 * Math.sqrt(2) * deviation));
    assertThat(third).isCloseTo(0, within(5 * Math.sqrt(15) * deviation));
    assertThat(fourth).isCloseTo(3, within(5 * Math.sqrt(96) * deviation));
    assertThat(neighbours).isCloseTo(0, within(5 * deviation));
    assertThat((double) withinOne / N).isCloseTo(0.682689, within(5 * 0.4655 * deviation));
    assertThat((double) beyondThree / N).isCloseTo(0.0026998, within(5 * 0.0519 * deviation));
  }

  @Test
  void uniformsFillTheirRangeEvenly() {
    RandomStream stream = RandomStream.of(2, Purpose.WEIGHTS);
    float[] values = new float[N];
    stream.fillUniform(values, 0, N, 2);
    int[] bins = new int[64];
    int[] doubleBins = new int[64];
    int[] boundedBins = new int[7];
    for (float value : values) {
      bins[(int) ((value + 2) * 16)]++;
      doubleBins[(int) (stream.nextDouble() * 64)]++;
      boundedBins[stream.nextInt(7)]++;
    }
    // Chi-squared of k bins: mean k - 1, variance 2 (k - 1).
    assertThat(chiSquared(bins)).isLessThan(63 + 5 * Math.sqrt(126));
    assertThat(chiSquared(doubleBins)).isLessThan(63 + 5 * Math.sqrt(126));
    assertThat(chiSquared(boundedBins)).isLessThan(6 + 6 * Math.sqrt(12));
  }

  @Test
  void aBoundNearTwoToThe31stStaysUnbiased() {
    // Plain scaling would give two of every three values 3 of the 2^32 words and the third 2.
    int bound = 3 << 29;
    RandomStream stream = RandomStream.of(3, Purpose.SHUFFLE);
    int[] residues = new int[3];
    for (int i = 0; i < N; i++) {
      residues[stream.nextInt(bound) % 3]++;
    }
    assertThat(chiSquared(residues)).isLessThan(2 + 6 * Math.sqrt(4));
  }

  @Test
  void everyOrderOfFourIsEquallyLikely() {
    RandomStream stream = RandomStream.of(4, Purpose.SHUFFLE);
    int[] counts = new int[256];
    for (int i = 0; i < 48_000; i++) {
      int[] order = stream.permutation(4);
      counts[(order[0] << 6) | (order[1] << 4) | (order[2] << 2) | order[3]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertThat(seen).hasSize(24);
    assertThat(chiSquared(seen)).isLessThan(23 + 5 * Math.sqrt(46));
  }

  @Test
  void neighbouringStreamsAreUncorrelated() {
    List<RandomStream> streams = new ArrayList<>();
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE, 3, 5, -1));
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE, 3, 5, 0));
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE, 3, 6, -1));
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE, 5, 3, -1));
    streams.add(RandomStream.of(8, Purpose.SAMPLE_NOISE, 3, 5, -1));
    streams.add(RandomStream.of(7, Purpose.TRAINING_NOISE, 3, 5, -1));
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE, 3, 5));
    streams.add(RandomStream.of(7, Purpose.SAMPLE_NOISE));
    streams.add(RandomStream.of(7, Purpose.TRAINING_NOISE));
    int length = 50_000;
    List<float[]> draws = new ArrayList<>();
    for (RandomStream stream : streams) {
      draws.add(gaussians(stream, length));
    }
    for (int a = 0; a < draws.size(); a++) {
      for (int b = a + 1; b < draws.size(); b++) {
        double product = 0;
        for (int i = 0; i < length; i++) {
          product += draws.get(a)[i] * draws.get(b)[i];
        }
        assertThat(product / length)
            .as("streams %d and %d", a, b)
            .isCloseTo(0, within(5 / Math.sqrt(length)));
      }
    }
  }

  @Test
  void idsOfEveryKindGiveStreamsOfTheirOwn() {
    long[] values = {0, 1, 2, -1, 1L << 32, 1L << 63, Long.MAX_VALUE};
    Set<Long> beginnings = new HashSet<>();
    int streams = 0;
    for (long seed : values) {
      for (Purpose purpose : Purpose.values()) {
        beginnings.add(beginning(RandomStream.of(seed, purpose)));
        streams++;
        for (long first : values) {
          beginnings.add(beginning(RandomStream.of(seed, purpose, first)));
          streams++;
          for (long second : values) {
            beginnings.add(beginning(RandomStream.of(seed, purpose, first, second)));
            streams++;
          }
        }
      }
    }
    assertThat(beginnings).hasSize(streams);
  }

  @Test
  void aSequenceOfShortStreamsIsAsGoodAsOneLongStream() {
    int streams = 20_000;
    double sum = 0;
    double squares = 0;
    double neighbours = 0;
    double before = 0;
    for (int i = 0; i < streams; i++) {
      float value = gaussians(RandomStream.of(11, Purpose.TRAINING_NOISE, 0, i), 1)[0];
      sum += value;
      squares += value * value;
      neighbours += value * before;
      before = value;
    }
    double deviation = 1 / Math.sqrt(streams);
    assertThat(sum / streams).isCloseTo(0, within(5 * deviation));
    assertThat(squares / streams).isCloseTo(1, within(5 * Math.sqrt(2) * deviation));
    assertThat(neighbours / streams).isCloseTo(0, within(5 * deviation));
  }

  private static long beginning(RandomStream stream) {
    return ((long) stream.nextInt() << Integer.SIZE) ^ (stream.nextInt() & 0xFFFFFFFFL);
  }

  private static float[] gaussians(RandomStream stream, int count) {
    float[] values = new float[count];
    stream.fillGaussian(values, 0, count);
    return values;
  }

  private static double chiSquared(int[] counts) {
    double total = 0;
    for (int count : counts) {
      total += count;
    }
    double expected = total / counts.length;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }
}
