package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.train.TrainOptions;

class NearestNameTest {
  private static final List<String> NAMES = TrainOptions.COMMAND.options().names();

  @Test
  void oneSlipOfTheKeyboardIsForgiven() {
    Random random = new Random(7);
    for (String name : NAMES) {
      for (int round = 0; round < 50; round++) {
        String typed = slip(name, random);
        assertThat(NearestName.of(typed, NAMES)).as("%s typed as %s", name, typed).contains(name);
      }
    }
  }

  /** Leaves out, doubles, changes or swaps a letter. */
  private static String slip(String name, Random random) {
    int at = random.nextInt(name.length() - 1);
    String head = name.substring(0, at);
    return switch (random.nextInt(4)) {
      case 0 -> head + name.substring(at + 1);
      case 1 -> head + name.charAt(at) + name.substring(at);
      case 2 -> head + '#' + name.substring(at + 1);
      default -> head + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
    };
  }

  @Test
  void otherSpellingsAndBeginningsAreRecognised() {
    assertThat(NearestName.of("emaHalfLife", NAMES)).contains("ema-half-life");
    assertThat(NearestName.of("BATCH_SIZE", NAMES)).contains("batch-size");
    assertThat(NearestName.of("averaging", NAMES)).contains("averaging-interval");
  }

  @Test
  void whatResemblesNothingGetsAllNames() {
    assertThat(NearestName.of("zebra", List.of("data", "seed"))).isEmpty();
    assertThat(NearestName.suggestion("zebra", List.of("data", "seed")))
        .isEqualTo("use one of data, seed");
  }
}
