package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.evaluate.EvaluateOptions;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.train.TrainOptions;

class OptionsDocumentTest {
  private static final String REGENERATE =
      "mvn -q -pl jobs -am test -Dtest=OptionsDocumentTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dspark-ddpm.regenerate=true";
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "options.md").normalize();

  private final List<JobCommand> commands =
      List.of(TrainOptions.COMMAND, GenerateOptions.COMMAND, EvaluateOptions.COMMAND);
  private final String document =
      new OptionsDocument("After a change of options run: " + REGENERATE).of(commands);

  @Test
  void theCheckedInDocumentIsWhatTheCodeGenerates() throws IOException {
    if (Boolean.getBoolean("spark-ddpm.regenerate")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, document);
    }
    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "(no file)")
        .as("%s is not what the options in the code say; run: %s", FILE, REGENERATE)
        .isEqualTo(document);
  }

  @Test
  void everyOptionHasItsRowWithThreeCells() {
    for (JobCommand command : commands) {
      for (Option<?> option : command.options().all()) {
        assertThat(document.lines())
            .as(option.name())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .matches("\\| `--" + option.name() + "[^a-z-].*` \\| .+ \\| .+ \\|"));
      }
    }
  }
}
