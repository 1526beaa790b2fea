package org.sparkddpm.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.bench.Contestant;

class PaceTest {

  @TempDir private Path logs;

  /** A process that says a step takes a millisecond, and a request some more. */
  @ParameterizedTest
  @CsvSource({"0, 400", "5, 395", "2000, 1"})
  void aTurnIsAsLongAsItShouldBe(int millisOfRequest, int steps) throws IOException {
    String script =
        String.format(
            Locale.ROOT,
            "echo '{}'; while read what count; do echo \"{\\\"nanos\\\":$((count * 1000000 + %d000000))}\"; done",
            millisOfRequest);
    try (Contestant shell =
        Contestant.start("shell", List.of("sh", "-c", script), Map.of(), logs)) {
      assertThat(Pace.steps(shell, Duration.ofMillis(400))).isBetween(4 * steps / 5, steps);
    }
  }
}
