package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolvedOptionsTest {
  private final String longPath = "hdfs://namenode:8020/" + "very/".repeat(60) + "deep";
  private final ResolvedOptions options =
      Commands.parse(
              TrainOptions.command(),
              Map.of("spark.ddpm.train.seed", "9"),
              "--checkpoints",
              longPath,
              "--dry-run")
          .options();

  @Test
  void theTableIsAlignedAndAtMost100ColumnsWideWithNothingLost() {
    List<String> lines = options.toTable().lines().toList();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("seed +9 +spark-conf"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("images +120000 +preset"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("config +\\(none\\) +default"));
    int first = lines.indexOf(find(lines, "checkpoints "));
    int next = lines.indexOf(find(lines, "checkpoint-interval "));
    StringBuilder folded = new StringBuilder();
    for (String line : lines.subList(first, next)) {
      folded.append(line.replaceFirst("^checkpoints", "").replaceFirst(" flag$", "").strip());
    }
    assertThat(folded).hasToString(longPath);
  }

  private static String find(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void jsonKeepsOrderTypesAndOrigins() {
    ObjectNode json = options.toJson();

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(TrainOptions.command().options().names());
    assertThat(json.get("seed")).hasToString("{\"value\":9,\"origin\":\"spark-conf\"}");
    assertThat(json.get("learning-rate")).hasToString("{\"value\":0.002,\"origin\":\"preset\"}");
    assertThat(json.get("dry-run")).hasToString("{\"value\":true,\"origin\":\"flag\"}");
    assertThat(json.get("schedule")).hasToString("{\"value\":\"cosine\",\"origin\":\"preset\"}");
  }

  @Test
  void anOptionThatIsNotThereIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.option("imags"))
        .withMessageContaining("did you mean 'images'?");
  }
}
