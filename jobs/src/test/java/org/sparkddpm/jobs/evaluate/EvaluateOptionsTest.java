package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;

class EvaluateOptionsTest {

  @Test
  void somethingMustBeAskedFor() {
    assertThat(Commands.refused(EvaluateOptions.COMMAND))
        .singleElement()
        .asString()
        .contains("give --samples, or --train-judge, or both");
  }

  @Test
  void theScoresGateNeedsClassifiers() {
    assertThat(Commands.refused(EvaluateOptions.COMMAND, "--samples=a", "--min-cas=0.9"))
        .singleElement()
        .asString()
        .contains("give --cas-seeds 1 or more");
  }

  @Test
  void impossibleGatesAreRefused() {
    for (String gate :
        List.of("min-agreement=95", "max-frechet-ratio=0", "min-coverage=-0.1", "min-cas=2")) {
      assertThat(
              Commands.refused(
                  EvaluateOptions.COMMAND, "--samples=a", "--cas-seeds=1", "--" + gate))
          .singleElement()
          .asString()
          .startsWith("--" + gate.replaceAll("=.*", "") + " is ")
          .contains(", such as ");
    }
  }

  @Test
  void whatIsWrittenLiesBesideTheSamples() {
    assertThat(folder("--samples=runs/a/samples")).isEqualTo("runs/a/samples/_evaluation");
    assertThat(folder("--samples=hdfs://n/a/current.json")).isEqualTo("hdfs://n/a/_evaluation");
    assertThat(folder("--samples=a", "--output=b")).isEqualTo("b");
    assertThat(folder("--train-judge", "--judge=runs/judge")).isEqualTo("runs/judge");
    Settings settings = Commands.parse(EvaluateOptions.COMMAND, "--samples=runs/a/samples");
    assertThat(EvaluateOptions.STANDARD.resultFile(settings, new Configuration()))
        .isEqualTo("runs/a/samples/_evaluation/_result.json");
  }

  @Test
  void aFileOfAnyNameMayNameTheRun(@TempDir Path temp) throws IOException {
    Path pointer = Files.writeString(temp.resolve("current"), "{}");
    assertThat(folder("--samples=" + pointer)).isEqualTo(temp.resolve("_evaluation").toString());
    assertThat(folder("--samples=" + temp)).isEqualTo(temp.resolve("_evaluation").toString());
  }

  private static String folder(String... args) {
    return EvaluateOptions.folder(
        Commands.parse(EvaluateOptions.COMMAND, args), new Configuration());
  }
}
