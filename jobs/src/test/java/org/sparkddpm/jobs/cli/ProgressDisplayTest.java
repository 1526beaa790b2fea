package org.sparkddpm.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private static final String ERASE = "\u001b[K";

  private final List<String> logged = new ArrayList<>();
  private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
  private long now = Long.MAX_VALUE - 5;

  @Test
  void aFileGetsTheFirstLineAndOneEveryTenSeconds() {
    ProgressDisplay display = display(Optional.empty());
    for (int second = 0; second < 25; second++, now += Duration.ofSeconds(1).toNanos()) {
      int round = second;
      display.show(() -> line(round));
    }
    display.end(line(25));
    assertThat(logged)
        .containsExactly("train 0.0 %", "train 40.0 %", "train 80.0 %", "train 100.0 %");
    assertThat(drawn.toString(UTF_8)).isEmpty();
  }

  @Test
  void aTerminalHasOneLineThatIsDrawnAgain() {
    ProgressDisplay display = display(Optional.of(ERASE));
    display.show(() -> line(0));
    display.show(() -> line(1));
    now += Duration.ofMillis(200).toNanos();
    display.show(() -> line(2));
    assertThat(drawn.toString(UTF_8))
        .isEqualTo("train 0.0 %" + ERASE + "\rtrain 8.0 %" + ERASE + "\r");
    assertThat(logged).isEmpty();
    display.end(line(25));
    assertThat(logged).containsExactly("train 100.0 %");
  }

  private static ProgressLine line(int done) {
    return ProgressLine.share("train", done, 25);
  }

  private ProgressDisplay display(Optional<String> erase) {
    return new ProgressDisplay(erase, new PrintStream(drawn, true, UTF_8), logged::add, () -> now);
  }
}
