package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Commands;

/** In how many tasks a run is made: as many as these compute on a GPU at a time at most. */
class SamplePlanTest {

  @TempDir static Path temp;
  private static String checkpoint;

  @BeforeAll
  static void store() throws IOException {
    checkpoint = TinyModel.store(temp.resolve("model"), 0.1);
  }

  private static SamplePlan plan(String... options) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("--checkpoint", checkpoint, "--output", temp.resolve("out").toString()));
    all.addAll(List.of("--batch-size", "4", "--samples-per-file", "4"));
    all.addAll(List.of(options));
    return SamplePlan.of(
        new Configuration(),
        Commands.parse(GenerateOptions.COMMAND, all.toArray(new String[0])),
        RunEngine.cpu(),
        Optional.empty());
  }

  @Test
  void aTaskMakesAFile() throws IOException {
    assertThat(plan("--samples", "2:17").tasks()).isEqualTo(1);
    SamplePlan plan = plan("--per-class", "8");
    assertThat(plan.tasks()).isEqualTo(plan.units().size()).isEqualTo(6);
    assertThat(plan.tasks(2)).isEqualTo(2);
  }

  @Test
  void orSeveralWherePartitionsAreAskedFor() throws IOException {
    SamplePlan plan = plan("--per-class", "8", "--partitions", "3");
    assertThat(plan.tasks()).isEqualTo(3);
    assertThat(plan.tasks(2)).isEqualTo(2);
  }
}
