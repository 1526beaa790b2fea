package org.sparkddpm.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against the known answers that the authors' Random123 publishes for philox4x32-10. */
class PhiloxTest {

  @Test
  void givesTheKnownAnswers() {
    assertThat(block(0, 0, 0, 0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(block(-1, -1, -1, -1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(block(0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void everyBitOfKeyAndCounterChangesAboutHalfOfTheBlock() {
    int[] input = {0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    int[] plain = block(input);
    Set<Integer> firstWords = new HashSet<>();
    for (int bit = 0; bit < input.length * Integer.SIZE; bit++) {
      int[] flipped = input.clone();
      flipped[bit / Integer.SIZE] ^= 1 << (bit % Integer.SIZE);
      int[] block = block(flipped);
      firstWords.add(block[0]);
      int changed = 0;
      for (int word = 0; word < Philox.WORDS; word++) {
        changed += Integer.bitCount(block[word] ^ plain[word]);
      }
      // 128 fair bits: mean 64, standard deviation 5.7; six deviations on either side.
      assertThat(changed).as("bit %d", bit).isBetween(30, 98);
    }
    assertThat(firstWords).hasSize(input.length * Integer.SIZE);
  }

  private static int[] block(int... keyAndCounter) {
    int[] out = new int[Philox.WORDS];
    Philox.block(
        keyAndCounter[0],
        keyAndCounter[1],
        keyAndCounter[2],
        keyAndCounter[3],
        keyAndCounter[4],
        keyAndCounter[5],
        out);
    return out;
  }
}
