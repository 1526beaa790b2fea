package org.sparkddpm.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class CrossEntropyTest {

  @Test
  void equalLogitsAreEqualChances() {
    float[] logits = {7, 7, 7, 7};
    assertThat(CrossEntropy.gradient(logits, new int[] {2}, 4))
        .isCloseTo(Math.log(4), offset(1e-6));
    assertThat(logits).containsExactly(new float[] {0.25f, 0.25f, -0.75f, 0.25f}, offset(1e-6f));
  }

  @Test
  void greatLogitsStayFinite() {
    float[] logits = {-1e4f, 1e4f, 0, 0};
    double loss = CrossEntropy.gradient(logits, new int[] {0, 1}, 2);
    assertThat(loss).isFinite().isGreaterThan(80);
    assertThat(logits).containsExactly(new float[] {-1, 1, 0.5f, -0.5f}, offset(1e-6f));
  }

  @Test
  void theFirstOfEqualsIsTheGreatest() {
    assertThat(CrossEntropy.greatest(new float[] {9, 1, 3, 3}, 1, 3)).isEqualTo(1);
  }
}
