package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.samples.EarlierRun;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;

/** The command of a run that the first version of the job made goes on in that run's folder. */
class GenerateEarlierTest {

  private static SparkSession spark;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    spark = Generation.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void aCompleteRunIsFoundAndLeftAsItIs() throws IOException {
    Path output = EarlierRun.copy(EarlierRun.samples(), temp.resolve("samples"));
    assertThat(run(output, "1")).containsEntry("made_now", 0L);
    assertThat(names(output)).isEqualTo(names(EarlierRun.samples()));
    for (String name : names(output)) {
      assertThat(output.resolve(name)).hasSameBinaryContentAs(EarlierRun.samples().resolve(name));
    }
  }

  @Test
  void aBrokenRunIsCompletedInItsOwnFormat() throws IOException {
    Path output = EarlierRun.copy(EarlierRun.samples(), temp.resolve("samples"));
    Path folder = output.resolve("run_id=" + EarlierRun.ID);
    Path lost = folder.resolve("label=1/part-000000002-2.parquet");
    Path kept = folder.resolve("label=1/part-000000000-2.parquet");
    Files.delete(lost);
    Files.delete(folder.resolve("_SUCCESS"));
    assertThat(run(output, "1")).containsEntry("made_now", 2L);
    assertThat(names(output)).isEqualTo(names(EarlierRun.samples()));
    Path before = EarlierRun.samples().resolve("run_id=" + EarlierRun.ID);
    assertThat(kept).hasSameBinaryContentAs(before.resolve("label=1/part-000000000-2.parquet"));
    RunFolder remade = new RunFolder(conf(), folder.toString());
    RunFolder fixture = new RunFolder(conf(), before.toString());
    for (SampleUnit unit : fixture.description().units()) {
      assertThat(remade.samples(unit))
          .as(unit.path())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyElementsOf(fixture.samples(unit));
    }
    assertThat(folder.resolve("_run.json")).hasSameBinaryContentAs(before.resolve("_run.json"));
    assertThat(folder.resolve("_manifest.json"))
        .content()
        .contains("\"version\" : 1", "\"batch_size\" : 2")
        .doesNotContain("\"model\"");
  }

  @Test
  void otherSamplesOfTheSameCheckpointGetAFolderOfThisVersion() throws IOException {
    Path output = EarlierRun.copy(EarlierRun.samples(), temp.resolve("samples"));
    assertThat(run(output, "2")).containsEntry("made_now", 8L);
    List<Path> runs;
    try (Stream<Path> folders = Files.list(output)) {
      runs = folders.filter(path -> !path.endsWith("run_id=" + EarlierRun.ID)).toList();
    }
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).resolve("_run.json")).content().contains("\"version\":2", "\"seed\":2");
    assertThat(run(output, "2")).containsEntry("made_now", 0L);
  }

  private static Map<String, Object> run(Path output, String seed) throws IOException {
    String[] command =
        ("--checkpoint %s --output %s --seed %s --per-class 4 --batch-size 2"
                + " --samples-per-file 2 --steps 3 --sampler ddim --spacing even --guidance 1.5"
                + " --guidance-interval all --format parquet,idx")
            .formatted(EarlierRun.checkpoints(), output, seed)
            .split(" ");
    Settings settings = Commands.parse(GenerateOptions.COMMAND, command);
    SamplePlan plan = SamplePlan.of(conf(), settings, RunEngine.cpu(), Optional.empty());
    return new GenerateRun(spark, plan, RunEngine.cpu()).run(UnaryOperator.identity()).figures();
  }

  private static Configuration conf() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> names.add(folder.relativize(file).toString()));
    }
    names.sort(null);
    return names;
  }
}
