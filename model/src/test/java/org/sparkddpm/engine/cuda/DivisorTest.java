package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivisorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 49, 196, 641, 65_535, 65_536, 65_537, 1 << 30, 2_147_483_647})
  void dividesLikeTheKernels(int divisor) {
    Divisor prepared = Divisor.of(divisor);
    for (long multiple = 0; multiple <= Integer.MAX_VALUE; ) {
      for (long n = Math.max(0, multiple - 1); n <= multiple + 1; n++) {
        if (n <= Integer.MAX_VALUE) {
          long high = (n * Integer.toUnsignedLong(prepared.factor())) >>> Integer.SIZE;
          assertThat((high + n) >>> prepared.shift()).isEqualTo(n / divisor);
        }
      }
      multiple += (long) divisor * Math.max(1, Integer.MAX_VALUE / divisor / 1000);
    }
  }
}
