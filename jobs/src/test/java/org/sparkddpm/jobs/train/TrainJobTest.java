package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cli.JobFailedException;

/** The job as users run it, in one process. */
class TrainJobTest {

  @BeforeAll
  static void local() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  @TempDir Path folder;

  @Test
  void theSameCommandGoesOnAsIfNothingHadHappened() throws Exception {
    train("undisturbed");
    train("killed");
    // What a run leaves that was killed between its first checkpoint and its second.
    delete(newest("killed"));
    assertThat(read("killed").imagesSeen()).isEqualTo(192);
    train("killed");

    StoredCheckpoint undisturbed = read("undisturbed");
    StoredCheckpoint killed = read("killed");
    assertThat(killed.imagesSeen()).isEqualTo(300).isEqualTo(undisturbed.imagesSeen());
    assertThat(killed.checkpoint().state()).isEqualTo(undisturbed.checkpoint().state());
    assertThat(killed.checkpoint().tensors()).isEqualTo(undisturbed.checkpoint().tensors());
  }

  @Test
  void aSitesSerializerIsSetAside() throws Exception {
    Map<String, String> site =
        Map.of(
            "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
            "spark.kryo.registrator", "com.site.OwnRegistrator",
            "spark.kryo.registrationRequired", "true");
    site.forEach(System::setProperty);
    try {
      train("site");
    } finally {
      site.keySet().forEach(System::clearProperty);
    }
    assertThat(read("site").imagesSeen()).isEqualTo(300);
  }

  @Test
  void aFinishedRunSaysSoAndReturns() throws Exception {
    train("done");
    Path newest = newest("done");
    Object before = Files.getLastModifiedTime(newest.resolve("manifest.json"));

    train("done");

    assertThat(newest("done")).isEqualTo(newest);
    assertThat(Files.getLastModifiedTime(newest.resolve("manifest.json"))).isEqualTo(before);
    assertThat(folder.resolve("done/checkpoints/_result.json"))
        .content()
        .contains("\"finished\"", "\"images_seen\"");
  }

  @Test
  void anotherModelOrSeedIsRefusedAndTheCheckpointStays() throws Exception {
    train("fixed");
    Path newest = newest("fixed");

    assertThatThrownBy(() -> train("fixed", "--timesteps", "500"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining(
            "another model than the options and the data ask for:"
                + " timesteps: 1000 in the checkpoint, 500 asked for; give another --checkpoints")
        .hasMessageEndingWith("the account of this run is in %s", result("fixed"));
    assertThatThrownBy(() -> train("fixed", "--seed", "2"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--seed 1, not 2");
    assertThat(newest("fixed")).isEqualTo(newest);
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBefore() throws Exception {
    train("damaged");
    Path ema = newest("damaged").resolve("ema.safetensors");
    byte[] bytes = Files.readAllBytes(ema);
    bytes[bytes.length / 2] ^= 1;
    Files.write(ema, bytes);

    assertThat(read("damaged").imagesSeen()).isEqualTo(192);
    train("damaged");
    assertThat(read("damaged").imagesSeen()).isEqualTo(300);
  }

  private void train(String run, String... more) throws Exception {
    List<String> args =
        Stream.concat(
                Stream.of(
                    "--data strokes --preset tiny --images 300 --warmup-images 64 --batch-size 16"
                        .split(" ")),
                Stream.concat(
                    Stream.of(
                        "--averaging-interval 2 --checkpoint-interval 192 --validation-images 20"
                            .split(" ")),
                    Stream.of(
                        "--checkpoints", folder.resolve(run).resolve("checkpoints").toString())))
            .toList();
    TrainJob.main(Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private Path result(String run) {
    return folder.resolve(run).resolve("checkpoints/_result.json");
  }

  private StoredCheckpoint read(String run) throws IOException {
    return CheckpointStore.read(
        new Configuration(), folder.resolve(run).resolve("checkpoints").toString());
  }

  private Path newest(String run) throws IOException {
    try (Stream<Path> steps = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return steps.filter(Files::isDirectory).max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
