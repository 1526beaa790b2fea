package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.Idx;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cli.JobFailedException;
import org.sparkddpm.jobs.report.ParsedPage;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.SparseFile;

/** The job as users run it, in one process. */
class TrainJobTest {

  private static final String USUAL =
      "--data strokes --preset tiny --images 300 --warmup-images 64 --batch-size 16"
          + " --averaging-interval 2 --checkpoint-interval 192 --validation-images 20"
          + " --trial-samples 0";

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
    Path begun =
        folder.resolve("killed/checkpoints/.history.csv.01234567-89ab-cdef-0123-456789abcdef.tmp");
    Files.writeString(begun, "half");
    train("killed");
    assertThat(begun).doesNotExist();

    StoredCheckpoint undisturbed = read("undisturbed");
    StoredCheckpoint killed = read("killed");
    assertThat(killed.imagesSeen()).isEqualTo(300).isEqualTo(undisturbed.imagesSeen());
    assertThat(killed.checkpoint().state()).isEqualTo(undisturbed.checkpoint().state());
    assertThat(killed.checkpoint().tensors()).isEqualTo(undisturbed.checkpoint().tensors());
  }

  /** A driver may be killed at any moment, as soon as a manifest makes a checkpoint of a folder. */
  @Test
  void theHistoryHasTheRoundsOfACheckpointBeforeThatIsOne() throws Exception {
    List<Integer> rounds = new ArrayList<>();
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.uncreatable =
        path -> {
          if (path.getName().contains("manifest.json")) {
            rounds.add(rounds("watched"));
          }
          return false;
        };
    trainOn(faults, "watched");
    assertThat(rounds).containsExactly(3, 5);
  }

  @Test
  void aHistoryThatCannotBeWrittenIsWrittenAfterTheCheckpoint() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.uncreatable = path -> path.getName().contains("history.csv") && checkpoints("away") == 0;
    trainOn(faults, "away", "--images", "192");
    assertThat(rounds("away")).isEqualTo(3);
  }

  /** Nobody writes it later, and its rounds are nowhere else. */
  @Test
  void aHistoryThatCannotBeWrittenAtTheEndIsWaitedFor() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    AtomicInteger attempts = new AtomicInteger();
    faults.uncreatable =
        path -> path.getName().contains("history.csv") && attempts.incrementAndGet() < 4;
    trainOn(faults, "late", "--images", "192");
    assertThat(attempts).hasValue(4);
    assertThat(rounds("late")).isEqualTo(3);
  }

  /** It is that of the driver which has come meanwhile. */
  @Test
  void whoHasLostTheCheckpointsLeavesTheHistoryAlone() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.uncreatable =
        path -> {
          if (path.getName().contains("manifest.json")) {
            deleteClaims(path.getParent().getParent());
          }
          return path.getName().contains("history.csv") && checkpoints("lost") == 0;
        };
    assertThatThrownBy(() -> trainOn(faults, "lost"))
        .hasMessageContaining("was deleted or cleared while this job wrote to it");
    assertThat(checkpoints("lost")).isOne();
    assertThat(rounds("lost")).isZero();
  }

  private static void deleteClaims(org.apache.hadoop.fs.Path checkpoints) {
    try (Stream<Path> files = Files.list(Path.of(checkpoints.toUri().getPath()))) {
      for (Path file : files.filter(each -> each.toString().contains("_writer-")).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void trainOn(FaultyFileSystem.Faults faults, String run, String... own) throws Exception {
    Map<String, String> settings = FaultyFileSystem.settings(faults);
    settings.forEach((key, value) -> System.setProperty("spark.hadoop." + key, value));
    String[] there = {
      "--checkpoints", FaultyFileSystem.SCHEME + "://" + folder.resolve(run).resolve("checkpoints")
    };
    try {
      train(run, Stream.of(there, own).flatMap(Stream::of).toArray(String[]::new));
    } finally {
      settings.keySet().forEach(key -> System.clearProperty("spark.hadoop." + key));
    }
  }

  private int rounds(String run) {
    Path history = folder.resolve(run).resolve("checkpoints/history.csv");
    try {
      return Files.exists(history) ? Files.readAllLines(history).size() - 1 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int checkpoints(String run) {
    try (Stream<Path> files = Files.walk(folder.resolve(run))) {
      return (int) files.filter(file -> file.endsWith("manifest.json")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theModelNamesTheGuidanceOfItsSamples() throws Exception {
    train("own", "--guidance", "1.25");
    assertThat(read("own").checkpoint().config().path("guidance").asDouble()).isEqualTo(1.25);
  }

  /** As checkpoints were before presets chose what is predicted. */
  @Test
  void aRunThatBeganBeforeThePresetGoesOnWithItsOwnPrediction() throws Exception {
    String[] asBefore = {"--prediction", "epsilon"};
    train("undisturbed", asBefore);
    train("earlier", asBefore);
    delete(newest("earlier"));

    train("earlier");

    assertThat(read("earlier").checkpoint().config().path("model").has("prediction")).isFalse();
    assertThat(read("earlier").imagesSeen()).isEqualTo(300);
    assertThat(read("earlier").checkpoint().tensors())
        .isEqualTo(read("undisturbed").checkpoint().tensors());
    assertThatThrownBy(() -> train("earlier", "--prediction", "v", "--images", "320"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("prediction: ");
  }

  @Test
  void theReportShowsTheTrainingAndKeepsItsSamplesWhenItGoesOn() throws Exception {
    train("seen", "--trial-samples", "2");
    Path checkpoints = folder.resolve("seen/checkpoints");
    ParsedPage page = ParsedPage.of(checkpoints.resolve("report.html"));
    assertThat(page.text(".verdict h2")).isEqualTo("Finished: 300 of 300 images seen");
    assertThat(page.document().text()).contains("mean squared error of the predicted v, ");
    assertThat(page.texts(".chart figcaption"))
        .containsExactly(
            "Loss", "Learning rate", "Throughput", "Share of the image that is left (alphaBar)");
    int rounds = Files.readAllLines(checkpoints.resolve("history.csv")).size() - 1;
    assertThat(page.json("#curves-0-data").at("/series/0/points")).hasSize(rounds);
    assertThat(page.json("#curves-0-data").at("/series/1/points")).hasSize(2);
    assertThat(page.json("#curves-0-data").at("/series/1/points/1/0").asInt()).isEqualTo(300);
    assertThat(page.json("#schedule-1-data").at("/series/0/points/0/1").asDouble())
        .isBetween(0.99, 1.0);
    assertThat(captions(page)).containsExactly("after 192 images", "after 300 images");
    assertThat(page.picture("#samples .filmstrip img").width()).isEqualTo(2 + 10 * 30);
    assertThat(page.picture("#samples .filmstrip img").height()).isEqualTo(2 + 2 * 30);
    assertThat(page.rows("#origin table").stream().map(row -> row.get(0)))
        .contains("Checkpoint", "engine", "Spark", "--trial-samples");
    assertThat(Files.readString(result("seen"))).contains("checkpoints/report.html");

    train("seen", "--trial-samples", "2", "--images", "330");
    assertThat(captions(ParsedPage.of(checkpoints.resolve("report.html"))))
        .containsExactly("after 192 images", "after 300 images", "after 330 images");
  }

  @Test
  void aPictureThatNoPageHasRoomForIsLeftOut() throws Exception {
    Path trials = Files.createDirectories(folder.resolve("large/checkpoints/_trials"));
    SparseFile.write(trials.resolve("images-000000000001.png"));
    int most = 3 << 20;
    Files.write(trials.resolve("images-000000000002.png"), new byte[most / 4 * 3 + 1]);
    train("large", "--trial-samples", "1");
    assertThat(captions(ParsedPage.of(folder.resolve("large/checkpoints/report.html"))))
        .containsExactly("after 192 images", "after 300 images");
  }

  private static List<String> captions(ParsedPage page) throws IOException {
    return page.json("#samples-0-frames").path("frames").findValuesAsText("caption");
  }

  @Test
  void trialSamplesAreNothingToTheTraining() throws Exception {
    train("with", "--trial-samples", "1");
    train("without", "--trial-samples", "0");
    assertThat(read("with").checkpoint().tensors())
        .isEqualTo(read("without").checkpoint().tensors());
    assertThat(folder.resolve("without/checkpoints/_trials")).doesNotExist();
    ParsedPage page = ParsedPage.of(folder.resolve("without/checkpoints/report.html"));
    assertThat(page.document().select("#samples")).isEmpty();
    assertThat(page.document().select("#curves canvas")).hasSize(3);
  }

  @Test
  void aReportThatCannotBeWrittenCostsNothing() throws Exception {
    Files.createDirectories(folder.resolve("blocked/checkpoints/report.html/a-folder"));
    Files.createFile(folder.resolve("blocked/checkpoints/_trials"));
    train("blocked", "--trial-samples", "1");
    assertThat(read("blocked").imagesSeen()).isEqualTo(300);
    assertThat(Files.readString(result("blocked")))
        .contains("\"finished\"")
        .doesNotContain("report.html");
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
  void otherDataAreRefusedUnlessTheyAreAccepted() throws Exception {
    train("data");
    Path newest = newest("data");
    Path other = Files.createDirectories(folder.resolve("other"));
    writeIdx(other, "train-", Strokes.draw(40_000, 200));
    writeIdx(other, "test-", Strokes.draw(50_000, 50));

    assertThatThrownBy(() -> train("data", "--data", other.toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining(
            "was trained on other images than those of --data (30,000 then, 200 now;")
        .hasMessageContaining("or --accept-changed-data true to go on with these");
    assertThat(newest("data")).isEqualTo(newest);

    String[] accepting = {
      "--data", other.toString(), "--accept-changed-data", "true", "--images", "330"
    };
    train("data", accepting);
    assertThat(read("data").imagesSeen()).isEqualTo(330);
    train("data", "--data", other.toString(), "--images", "340");
    assertThat(read("data").imagesSeen()).isEqualTo(340);
  }

  private static void writeIdx(Path folder, String prefix, LabelledImages images)
      throws IOException {
    try (OutputStream pixels = Files.newOutputStream(folder.resolve(prefix + "images-idx3-ubyte"));
        OutputStream labels = Files.newOutputStream(folder.resolve(prefix + "labels-idx1-ubyte"))) {
      Idx.writeImages(pixels, images);
      Idx.writeLabels(labels, images);
    }
  }

  @Test
  void aDryRunLooksForTheData() {
    assertThatThrownBy(() -> train("dry", "--dry-run", "--data", folder.resolve("no").toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("no does not exist; correct the path");
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

  /** Trains with options of its own where they are given, and otherwise with these. */
  private void train(String run, String... own) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(own));
    String usual = USUAL + " --checkpoints " + folder.resolve(run).resolve("checkpoints");
    String[] words = usual.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      if (!arguments.contains(words[i])) {
        arguments.addAll(List.of(words[i], words[i + 1]));
      }
    }
    TrainJob.main(arguments.toArray(String[]::new));
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
