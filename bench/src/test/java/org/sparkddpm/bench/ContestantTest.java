package org.sparkddpm.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestantTest {

  @TempDir private Path logs;

  @Test
  void answersWhatItIsAskedWhateverElseIsPrinted() throws IOException {
    try (Contestant shell =
        start(
            "echo warning; echo '{\"name\":\"shell\"}'; read r; echo"
                + " \"{\\\"asked\\\":\\\"$r\\\"}\"; read r")) {
      assertThat(shell.ask("run", 3).path("asked").asText()).isEqualTo("run 3");
      assertThat(shell.greeting().path("name").asText()).isEqualTo("shell");
      assertThat(shell.peakMemory()).isPositive();
    }
  }

  @Test
  void oneThatFailsIsQuoted() throws IOException {
    try (Contestant shell = start("echo no such module >&2; exit 1")) {
      assertThatThrownBy(shell::greeting)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such module")
          .hasMessageContaining("shell.log");
    }
  }

  @Test
  void oneThatIsNotReadyInTimeIsEnded() throws IOException {
    try (Contestant shell = start("exec sleep 100")) {
      shell.endUnlessReadyIn(Duration.ofMillis(100));
      assertThatThrownBy(shell::greeting)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shell was not ready within");
    }
  }

  @Test
  void oneThatIsReadyStaysWhileOthersCompute() throws IOException {
    try (Contestant other = start("echo '{}'; read r; sleep 0.6; echo '{}'");
        Contestant shell = start("echo '{}'; read r; echo '{\"more\":1}'")) {
      shell.endUnlessReadyIn(Duration.ofMillis(300));
      other.ask("compute", "-");
      assertThat(shell.ask("more", "-").path("more").asInt()).isEqualTo(1);
    }
  }

  private Contestant start(String script) throws IOException {
    return Contestant.start("shell", List.of("sh", "-c", script), Map.of(), logs);
  }
}
