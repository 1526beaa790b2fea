package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.train.TrainOptions;

class SettingsTest {
  private final String longPath = "hdfs://namenode:8020/" + "very/".repeat(60) + "deep";
  private final Settings settings =
      Commands.parse(
          TrainOptions.COMMAND,
          Map.of("spark.ddpm.train.seed", "9"),
          "--checkpoints",
          longPath,
          "--dry-run");

  @Test
  void theTableIsAlignedAndAtMost100ColumnsWideWithNothingLost() {
    List<String> lines = settings.toTable().lines().toList();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("seed +9 +spark-conf"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("images +120000 +preset"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("config +\\(none\\) +default"));
    int first = lines.indexOf(find(lines, "checkpoints "));
    int next = lines.indexOf(find(lines, "checkpoint-interval "));
    assertThat(lines.get(first)).hasSizeGreaterThan(90).endsWith(" flag");
    StringBuilder folded = new StringBuilder();
    for (String line : lines.subList(first, next)) {
      folded.append(line.replaceFirst("^checkpoints", "").replaceFirst(" flag$", "").strip());
    }
    assertThat(folded).hasToString(longPath);
  }

  /** Of those that no line ends with, some turn its direction. */
  @Test
  void invisibleCharactersInTheTableAreShownAndNotObeyed() {
    Settings settings =
        Commands.parse(TrainOptions.COMMAND, Map.of(), "--checkpoints", "runs/\u202e1 dees");
    assertThat(settings.toTable().lines())
        .anySatisfy(line -> assertThat(line).matches("checkpoints +runs/\\\\u202e1 dees +flag"));
  }

  private static String find(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void jsonKeepsOrderTypesAndOrigins() {
    ObjectNode json = settings.toJson();

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(TrainOptions.COMMAND.options().names());
    assertThat(json.get("seed")).hasToString("{\"value\":9,\"origin\":\"spark-conf\"}");
    assertThat(json.get("learning-rate")).hasToString("{\"value\":0.002,\"origin\":\"preset\"}");
    assertThat(json.get("dry-run")).hasToString("{\"value\":true,\"origin\":\"flag\"}");
    assertThat(json.get("schedule")).hasToString("{\"value\":\"cosine\",\"origin\":\"preset\"}");
  }

  @Test
  void anOptionOfAnotherProgramIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.get(GenerateOptions.COUNT.perClass()))
        .withMessage("--per-class is no option of train-job.jar");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.origin(GenerateOptions.COUNT.perClass()))
        .withMessage("--per-class is no option of train-job.jar");
  }
}
