package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.storage.LeftClaim;

/** The same samples from every cluster and after every accident, and what a run refuses. */
class GenerateAgainTest extends OnTinyModel {

  private static final String[] SMALL = {
    "--per-class", "7", "--batch-size", "3", "--samples-per-file", "3"
  };
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @Test
  void partitionsDoNotChangeASinglePixel() throws IOException {
    Map<String, String> first = null;
    for (String partitions : List.of("1", "2", "7")) {
      Generation other = new Generation(spark, checkpoint, temp.resolve("p" + partitions));
      other.run(with("--partitions", partitions));
      Map<String, String> pixels = other.pixels();
      assertThat(pixels).hasSize(21);
      first = first == null ? pixels : first;
      assertThat(pixels).as(partitions + " partitions").isEqualTo(first);
    }
  }

  @Test
  void filesOfAnotherSizeHoldTheSameSamples() throws IOException {
    job.run(SMALL);
    Generation other = new Generation(spark, checkpoint, temp.resolve("large"));
    other.run(with("--samples-per-file", "100"));
    assertThat(other.parquetFiles()).hasSize(3);
    assertThat(other.pixels()).isEqualTo(job.pixels());
  }

  @Test
  void stepsWithOneBranchAndWithTwoGiveTheSameSamplesHoweverTheyAreSpread() throws IOException {
    // The step in the middle is guided, the first and the last are not.
    String[] sampling = {"--sampler", "unipc", "--guidance-interval", "0.3:10"};
    job.run(with(sampling));
    Generation other = new Generation(spark, checkpoint, temp.resolve("large"));
    other.run(
        with(
            Stream.concat(
                    Stream.of(sampling),
                    Stream.of("--samples-per-file", "100", "--partitions", "1"))
                .toArray(String[]::new)));
    assertThat(other.parquetFiles()).hasSize(3);
    assertThat(other.pixels()).isEqualTo(job.pixels());
  }

  @Test
  void seedAndWeightsChangeTheSamples() throws IOException {
    job.run(SMALL);
    for (String[] option : new String[][] {{"--seed", "2"}, {"--weights", "raw"}}) {
      Generation other = new Generation(spark, checkpoint, temp.resolve(option[1]));
      other.run(with(option));
      assertThat(other.pixels().values()).doesNotContainAnyElementsOf(job.pixels().values());
    }
  }

  @Test
  void aBrokenRunIsContinuedAndWholeFilesAreLeftAlone() throws IOException {
    job.run(SMALL);
    final Map<String, String> pixels = job.pixels();
    List<Path> files = job.parquetFiles();
    assertThat(files).hasSize(9);
    Map<Path, FileTime> kept = new HashMap<>();
    long lost = 0;
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      if (i % 2 == 0) {
        Files.delete(file);
        lost++;
      } else if (i == 3) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        lost++;
      } else {
        Files.setLastModifiedTime(file, LONG_AGO);
        kept.put(file, LONG_AGO);
      }
    }
    assertThat(lost).isEqualTo(6);
    Files.delete(job.folder().resolve("_SUCCESS"));

    Object made = job.run(with("--partitions", "2")).figures().get("made_now");

    assertThat(job.parquetFiles()).isEqualTo(files);
    assertThat(job.pixels()).isEqualTo(pixels);
    for (Path file : files) {
      assertThat(Files.getLastModifiedTime(file).equals(LONG_AGO))
          .as(file.toString())
          .isEqualTo(kept.containsKey(file));
    }
    assertThat((long) made).isBetween(1L, 20L);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
  }

  @Test
  void filesThatAreNotWholeAreMadeAgainWithoutAManifestToo() throws IOException {
    job.run(SMALL);
    List<Path> files = job.parquetFiles();
    Map<String, String> before = job.pixels();
    for (String left : List.of("_SUCCESS", "_manifest.json")) {
      Files.delete(job.folder().resolve(left));
    }
    byte[] whole = Files.readAllBytes(files.get(0));
    Files.write(files.get(0), new byte[0]);
    Files.write(files.get(1), Arrays.copyOf(whole, whole.length / 2));
    // Magic and length of the footer stay, its bytes are nonsense.
    byte[] nonsense = Files.readAllBytes(files.get(2));
    Arrays.fill(nonsense, nonsense.length - 200, nonsense.length - 8, (byte) 0xEE);
    Files.write(files.get(2), nonsense);

    job.run(SMALL);

    assertThat(job.parquetFiles()).isEqualTo(files);
    assertThat(job.pixels()).isEqualTo(before);
  }

  @Test
  void aCompleteRunIsLeftAsItIs() throws IOException {
    job.run(with("--format", "parquet,idx,png"));
    final Map<String, ByteBuffer> before = job.contents();
    for (String name : before.keySet()) {
      Files.setLastModifiedTime(job.folder().resolve(name), LONG_AGO);
    }
    assertThat(job.run(with("--format", "parquet,idx,png")).figures())
        .containsEntry("made_now", 0L)
        .containsEntry("samples", 21L);
    assertThat(job.contents()).isEqualTo(before);
    for (String name : before.keySet()) {
      assertThat(Files.getLastModifiedTime(job.folder().resolve(name)))
          .as(name)
          .isEqualTo(LONG_AGO);
    }
  }

  /** As a driver leaves it that is killed when it has marked the run as complete. */
  @Test
  void theClaimThatIsLeftInACompleteRunIsRemoved() throws IOException {
    job.run(SMALL);
    final Map<String, ByteBuffer> before = job.contents();
    LeftClaim.plant(job.folder());
    assertThat(job.run(SMALL).figures()).containsEntry("made_now", 0L);
    assertThat(job.contents()).isEqualTo(before);
  }

  @Test
  void onlyTheClassesAndFormatsThatAreWanted() throws IOException {
    job.run(with("--classes", "0,2", "--format", "idx"));
    assertThat(job.contents())
        .containsOnlyKeys(
            "_SUCCESS",
            "_run.json",
            "_manifest.json",
            "_passing_table",
            "_idx/samples-images-idx3-ubyte.gz",
            "_idx/samples-labels-idx1-ubyte.gz");
  }

  /** It is written last, and may be damaged. */
  @Test
  void samplesThatWereAskedForStayThoughNoManifestTellsOfThem() throws IOException {
    for (boolean damaged : List.of(false, true)) {
      job.run(SMALL);
      List<Path> files = job.parquetFiles();
      Files.delete(job.folder().resolve("_SUCCESS"));
      if (damaged) {
        Files.writeString(job.folder().resolve("_manifest.json"), "{");
      } else {
        Files.delete(job.folder().resolve("_manifest.json"));
      }
      job.run(with("--format", "idx"));
      assertThat(job.parquetFiles()).isNotEmpty().isEqualTo(files);
    }
  }

  @Test
  void samplesThatNobodyAskedForStayOnceSomebodyDoes() throws IOException {
    job.run(with("--format", "idx"));
    assertThat(job.parquetFiles()).isEmpty();
    job.run(with("--format", "png"));
    assertThat(job.parquetFiles()).isEmpty();
    job.run(SMALL);
    List<Path> files = job.parquetFiles();
    assertThat(files).isNotEmpty();
    job.run(with("--format", "idx,png"));
    assertThat(job.parquetFiles()).isEqualTo(files);
    assertThat(job.folder().resolve("_passing_table")).doesNotExist();
  }

  @Test
  void anotherRunsFolderIsRefusedAndUntouched() throws IOException {
    job.run(SMALL);
    final Map<String, ByteBuffer> before = job.contents();
    assertThatThrownBy(() -> job.run(with("--seed", "2")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run_id=run holds another run")
        .hasMessageContaining("give another --run-id or --output")
        .hasMessageContaining("holds another run: seed: 1 in the folder, 2 asked for; give");
    assertThat(job.contents()).isEqualTo(before);
  }

  @Test
  void filesOfAnotherSizeAreNotMixedIntoARun() throws IOException {
    String[] fours = {"--batch-size", "1", "--samples-per-file", "4", "--classes", "0"};
    String[] fives = {"--batch-size", "1", "--samples-per-file", "5", "--classes", "0"};
    job.run(with(fours));
    assertThat(job.parquetFiles()).hasSize(2);
    Files.delete(job.folder().resolve("_SUCCESS"));
    assertThatThrownBy(() -> job.run(with(fives)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds another run");
    assertThat(job.parquetFiles()).hasSize(2);
  }

  @Test
  void aForwardFigureOfImagesOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> job.run(with("--forward-figure", "true", "--data", "strokes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28x28")
        .hasMessageContaining("6x7");
  }

  @Test
  void samplesAreADataSet() throws IOException {
    job.run(SMALL);
    Generation next = new Generation(spark, checkpoint, temp.resolve("next"));
    next.run(with("--forward-figure", "true", "--data", temp.resolve("out").toString()));
    Path figure = next.folder().resolve("_pictures/forward-process.png");
    assertThat(ImageIO.read(figure.toFile()).getWidth()).isGreaterThan(11 * TinyModel.WIDTH);
  }

  @Test
  void aFolderOfOtherThingsIsRefused() throws IOException {
    Files.createDirectories(job.folder());
    Files.writeString(job.folder().resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> job.run(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a run of this job")
        .hasMessageContaining("--run-id");
    assertThat(job.contents()).containsOnlyKeys("notes.txt");
  }

  @Test
  void theAccountOfAnEvaluationThatCameFirstIsInNobodysWay() throws Exception {
    Path evaluation = Files.createDirectories(job.folder().resolve("_evaluation"));
    Files.writeString(evaluation.resolve("_result.json"), "{}");
    job.run(SMALL);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
    assertThat(evaluation.resolve("_result.json")).hasContent("{}");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    Generation below = new Generation(spark, checkpoint, file.resolve("out"));
    assertThatThrownBy(() -> below.run(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "cannot write to ", file + "/out/run_id=run", "write access", "another --output");
  }

  @Test
  void aClassThatTheModelDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> job.run(with("--classes", "1,3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--classes names label 3, but the model knows the labels 0-2; leave it out");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void anAnimationOfAnUnknownClassIsRefusedBeforeAnyWork() {
    assertThatThrownBy(() -> job.run(with("--gif", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--gif names label 3, but the model knows the labels 0-2; leave it out");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aMissingCheckpointIsNamed() {
    Generation none = new Generation(spark, temp.resolve("none").toString(), temp.resolve("out"));
    assertThatThrownBy(() -> none.run(SMALL))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(temp.resolve("none").toString())
        .hasMessageContaining("give the folder of a checkpoint");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void moreStepsThanTheModelHasAreRefusedBeforeAnyWork() {
    assertThatThrownBy(() -> job.run(with("--steps", "51")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("51")
        .hasMessageContaining("50");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void guidanceNeedsAModelThatSawDroppedLabels() throws IOException {
    String always = TinyModel.store(temp.resolve("always"), 0);
    Generation unguided = new Generation(spark, always, temp.resolve("out"));
    assertThatThrownBy(() -> unguided.run(with("--guidance", "1.5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--guidance 1.5")
        .hasMessageContaining("--label-dropout above 0")
        .hasMessageContaining("give --guidance 1");
    assertThat(temp.resolve("out")).doesNotExist();

    unguided.run(SMALL);
    Generation explicit = new Generation(spark, always, temp.resolve("explicit"));
    explicit.run(with("--guidance", "1"));
    assertThat(unguided.pixels()).isEqualTo(explicit.pixels());
  }

  /** The small run's options with some replaced or added. */
  private static String[] with(String... more) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < SMALL.length; i += 2) {
      options.put(SMALL[i], SMALL[i + 1]);
    }
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options.entrySet().stream()
        .flatMap(option -> List.of(option.getKey(), option.getValue()).stream())
        .toArray(String[]::new);
  }
}
