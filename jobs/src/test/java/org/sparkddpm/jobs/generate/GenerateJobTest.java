package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cli.JobFailedException;

/** The job as users run it, in one process. */
class GenerateJobTest {

  private final Map<String, String> properties =
      new LinkedHashMap<>(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));

  @TempDir Path temp;
  private String model;

  @BeforeEach
  void local() throws IOException {
    model = TinyModel.store(temp.resolve("model"), 0.1);
    properties.forEach(System::setProperty);
  }

  @AfterEach
  void clear() {
    properties.keySet().forEach(System::clearProperty);
  }

  @Test
  void aSitesSettingsAreSetAside() throws Exception {
    properties.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    properties.put("spark.kryo.registrator", "com.site.OwnRegistrator");
    properties.put("spark.sql.files.ignoreCorruptFiles", "true");
    properties.forEach(System::setProperty);
    generate(model);
    assertThat(temp.resolve("out/run_id=run/_SUCCESS")).exists();
  }

  @Test
  void aMissingCheckpointEndsInOneMessage() {
    assertThatThrownBy(() -> generate(temp.resolve("none").toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("there is no checkpoint at file:%s", temp.resolve("none"))
        .hasMessageEndingWith("the account of this run is in %s/_result.json", temp.resolve("out"))
        .hasNoCause()
        .satisfies(failure -> assertThat(failure.getStackTrace()).isEmpty());
  }

  private void generate(String checkpoint) throws Exception {
    List<String> fixed =
        List.of("--per-class", "3", "--steps", "2", "--run-id", "run", "--checkpoint", checkpoint);
    GenerateJob.main(
        Stream.concat(fixed.stream(), Stream.of("--output", temp.resolve("out").toString()))
            .toArray(String[]::new));
  }
}
