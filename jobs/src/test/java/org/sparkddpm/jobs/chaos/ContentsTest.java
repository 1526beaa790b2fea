package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What counts as lost, doubled or changed. */
class ContentsTest {

  private static final Contents UNDISTURBED = contents(Map.of("a", "1", "b", "2"));

  @Test
  void equalContentsDoNotDiffer() {
    assertThat(contents(Map.of("b", "2", "a", "1")).differencesFrom(UNDISTURBED)).isEmpty();
  }

  @Test
  void lossSurplusAndChangeAreDifferences() {
    assertThat(contents(Map.of("b", "3", "c", "1")).differencesFrom(UNDISTURBED))
        .containsExactly("a is lost", "b is 3, not 2", "c is too much");
  }

  private static Contents contents(Map<String, String> parts) {
    return new Contents(new TreeMap<>(parts));
  }
}
