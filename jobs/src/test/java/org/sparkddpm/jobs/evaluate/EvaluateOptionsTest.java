package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
    Commands.requireRefusal(EvaluateOptions.COMMAND, "min-agreement", "95", "such as 0.95");
    Commands.requireRefusal(EvaluateOptions.COMMAND, "max-frechet-ratio", "0", "such as 5");
    Commands.requireRefusal(EvaluateOptions.COMMAND, "min-coverage", "-0.1", "0 to 1");
  }

  @Test
  void whatIsWrittenLiesBesideTheSamples() {
    assertThat(folder("--samples=runs/a/samples")).isEqualTo("runs/a/samples/_evaluation");
    assertThat(folder("--samples=hdfs://n/a/current.json")).isEqualTo("hdfs://n/a/_evaluation");
    assertThat(folder("--samples=a", "--output=b")).isEqualTo("b");
    assertThat(folder("--train-judge", "--judge=runs/judge")).isEqualTo("runs/judge");
    Settings settings = Commands.parse(EvaluateOptions.COMMAND, "--samples=runs/a/samples");
    assertThat(EvaluateOptions.STANDARD.resultFile(settings))
        .isEqualTo("runs/a/samples/_evaluation/_result.json");
  }

  private static String folder(String... args) {
    return EvaluateOptions.folder(Commands.parse(EvaluateOptions.COMMAND, args));
  }
}
