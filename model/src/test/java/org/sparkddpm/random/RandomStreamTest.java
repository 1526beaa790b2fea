package org.sparkddpm.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pinned numbers are those of a second implementation, written in another language. */
class RandomStreamTest {

  @Test
  void purposesKeepTheirCodes() {
    Map<Purpose, Integer> codes = new HashMap<>();
    for (Purpose purpose : Purpose.values()) {
      codes.put(purpose, purpose.code());
    }
    assertThat(codes)
        .isEqualTo(
            Map.ofEntries(
                Map.entry(Purpose.SAMPLE_NOISE, 1),
                Map.entry(Purpose.TRAINING_NOISE, 2),
                Map.entry(Purpose.TRAINING_TIMESTEP, 3),
                Map.entry(Purpose.SHUFFLE, 5),
                Map.entry(Purpose.WEIGHTS, 6),
                Map.entry(Purpose.VALIDATION, 7),
                Map.entry(Purpose.DRAWING, 8),
                Map.entry(Purpose.HOLD_OUT, 9),
                Map.entry(Purpose.JUDGE_WEIGHTS, 10),
                Map.entry(Purpose.JUDGE_ORDER, 11),
                Map.entry(Purpose.JUDGE_AUGMENTATION, 12),
                Map.entry(Purpose.COMPARISON, 13)));
  }

  @Test
  void wordsArePinned() {
    RandomStream stream = RandomStream.of(42, Purpose.SAMPLE_NOISE, 3, 7, -1);
    int[] words = new int[6];
    Arrays.setAll(words, i -> stream.nextInt());
    assertThat(words)
        .containsExactly(103048215, 1416568005, -274122622, -1004048620, 454259603, 574326586);
    RandomStream withoutIds = RandomStream.of(-1, Purpose.SHUFFLE);
    assertThat(withoutIds.nextInt()).isEqualTo(900197433);
    assertThat(withoutIds.nextInt()).isEqualTo(892612534);
  }

  @Test
  void gaussiansArePinned() {
    float[] six = new float[6];
    RandomStream.of(42, Purpose.SAMPLE_NOISE, 3, 7, -1).fillGaussian(six, 0, 6);
    assertThat(six)
        .containsExactly(
            -1.3131131f, 2.3949401f, 0.036964647f, -0.36129972f, 1.4145061f, 1.5786809f);
    float[] many = new float[100_000];
    RandomStream.of(42, Purpose.TRAINING_NOISE, 1).fillGaussian(many, 0, many.length);
    assertThat(Arrays.hashCode(many)).isEqualTo(-1968187204);
  }

  @Test
  void otherDrawsArePinned() {
    RandomStream bounded = RandomStream.of(42, Purpose.TRAINING_TIMESTEP, 1, 2);
    int[] below1000 = new int[8];
    Arrays.setAll(below1000, i -> bounded.nextInt(1000));
    assertThat(below1000).containsExactly(363, 130, 749, 600, 141, 990, 340, 562);

    RandomStream doubles = RandomStream.of(42, Purpose.TRAINING_TIMESTEP, 1, 2);
    assertThat(doubles.nextDouble()).isEqualTo(0.36398334898787543);
    assertThat(doubles.nextDouble()).isEqualTo(0.7499267503680838);

    float[] uniform = new float[3];
    RandomStream.of(42, Purpose.WEIGHTS, 0).fillUniform(uniform, 0, 3, 0.5f);
    assertThat(uniform).containsExactly(0.1071589f, -0.29056877f, -0.2600817f);

    assertThat(RandomStream.of(42, Purpose.SHUFFLE, 0).permutation(10))
        .containsExactly(9, 2, 5, 0, 7, 8, 1, 4, 6, 3);
  }

  @Test
  void gaussiansDoNotDependOnTheCutIntoRanges() {
    float[] whole = new float[257];
    RandomStream.of(9, Purpose.VALIDATION, 4).fillGaussian(whole, 0, whole.length);
    RandomStream cuts = RandomStream.of(10, Purpose.DRAWING);
    for (int round = 0; round < 300; round++) {
      int prefix = cuts.nextInt(whole.length + 1);
      float[] first = new float[prefix];
      RandomStream.of(9, Purpose.VALIDATION, 4).fillGaussian(first, 0, prefix);
      assertThat(first).isEqualTo(Arrays.copyOf(whole, prefix));

      float[] pieces = new float[whole.length + 2];
      pieces[0] = 7;
      pieces[pieces.length - 1] = 8;
      RandomStream stream = RandomStream.of(9, Purpose.VALIDATION, 4);
      int at = 0;
      while (at < whole.length) {
        int length = Math.min(cuts.nextInt(20), whole.length - at);
        stream.fillGaussian(pieces, 1 + at, length);
        at += length;
      }
      assertThat(Arrays.copyOfRange(pieces, 1, 1 + whole.length)).isEqualTo(whole);
      assertThat(pieces[0]).isEqualTo(7);
      assertThat(pieces[pieces.length - 1]).isEqualTo(8);
    }
  }

  @Test
  void uniformStaysBelowItsBoundWhateverTheBound() {
    float[] values = new float[1000];
    for (float bound : new float[] {Float.MIN_NORMAL, 1e-3f, 1 / 3f, 1, 1.9999999f, 1e30f}) {
      RandomStream.of(1, Purpose.WEIGHTS, (long) bound).fillUniform(values, 0, 1000, bound);
      for (float value : values) {
        assertThat(value).isGreaterThanOrEqualTo(-bound).isLessThan(bound);
      }
    }
    // The largest of all draws.
    for (int bits = 0; bits < 1 << 23; bits += 4099) {
      float bound = Float.intBitsToFloat((127 << 23) | bits);
      assertThat(0x7FFFFF * 0x1p-23f * bound).isLessThan(bound);
    }
  }

  @Test
  void permutationsHoldEveryNumberOnce() {
    for (int n = 0; n < 200; n++) {
      int[] order = RandomStream.of(n, Purpose.SHUFFLE).permutation(n);
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < n; i++) {
        assertThat(sorted[i]).isEqualTo(i);
      }
      assertThat(RandomStream.of(n, Purpose.SHUFFLE).permutation(n)).isEqualTo(order);
    }
  }

  @Test
  void boundsAndRangesAreChecked() {
    RandomStream stream = RandomStream.of(1, Purpose.DRAWING);
    for (int bound : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> stream.nextInt(bound))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bound is " + bound);
    }
    float[] three = new float[3];
    for (float bound : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE}) {
      assertThatThrownBy(() -> stream.fillUniform(three, 0, 3, bound))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bound is " + bound);
    }
    assertThatThrownBy(() -> stream.fillUniform(three, 1, 3, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stream.fillGaussian(three, -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stream.permutation(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThat(stream.nextInt(1)).isZero();
  }
}
