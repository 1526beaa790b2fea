package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

/** What a finished run still gives, and that it is not taken for another model's. */
class GenerateMoreTest extends OnTinyModel {

  private static final List<String> SMALL =
      List.of("--per-class", "5", "--batch-size", "2", "--samples-per-file", "2");

  @Test
  void aFinishedRunGivesFurtherFormatsWithoutMakingSamplesAgain() throws IOException {
    run();
    Map<String, ByteBuffer> parquet = job.contents();
    assertThat(run("--format", "idx,png", "--gif", "1")).isEqualTo(0);
    assertThat(job.contents().keySet())
        .contains(
            "_idx/samples-images-idx3-ubyte.gz",
            "_idx/samples-labels-idx1-ubyte.gz",
            "_pictures/contact-sheet.png",
            "_pictures/contact-sheet-label-2.png",
            "_pictures/reverse-process-label-1.gif",
            "_SUCCESS");
    parquet.keySet().removeIf(name -> !name.endsWith(".parquet"));
    assertThat(parquet).hasSize(9);
    assertThat(job.contents()).containsAllEntriesOf(parquet);
  }

  @Test
  void aRunWithItsFilesBesideTheTableGoesOnSo() throws IOException {
    run("--format", "parquet,idx");
    Map<String, ByteBuffer> before = job.contents();
    layAsBefore();
    assertThat(run("--format", "parquet,idx,png")).isEqualTo(0);
    assertThat(job.contents())
        .containsEntry(
            "samples-images-idx3-ubyte.gz", before.get("_idx/samples-images-idx3-ubyte.gz"))
        .containsKeys("samples-labels-idx1-ubyte.gz", "contact-sheet.png", "_SUCCESS");
    assertThat(job.contents().keySet())
        .noneMatch(name -> name.startsWith("_idx") || name.startsWith("_pictures"));
  }

  /** What a version of the job left that had no folder for these files, killed near its end. */
  private void layAsBefore() throws IOException {
    Path folder = job.folder();
    for (String name : List.of("samples-images-idx3-ubyte.gz", "samples-labels-idx1-ubyte.gz")) {
      Files.move(folder.resolve("_idx").resolve(name), folder.resolve(name));
    }
    Files.delete(folder.resolve("_idx"));
    Files.delete(folder.resolve("_manifest.json"));
    Files.delete(folder.resolve("_SUCCESS"));
    Path description = folder.resolve("_run.json");
    String text = Files.readString(description);
    assertThat(text).contains(",\"layout\":\"apart\"");
    Files.writeString(description, text.replace(",\"layout\":\"apart\"", ""));
  }

  @Test
  void anOutputWhoseNameLooksLikeAPatternIsReadBack() throws IOException {
    job = new Generation(spark, checkpoint, temp.resolve("run[1] {a,b} *?"));
    assertThat(run("--format", "parquet,idx,png")).isEqualTo(15);
    assertThat(job.parquetFiles()).hasSize(9);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
  }

  @Test
  void samplesThatWereNotKeptAreMadeAgainForAnotherFormatOnly() throws IOException {
    assertThat(run("--format", "png")).isEqualTo(15);
    assertThat(run("--format", "png")).isEqualTo(0);
    assertThat(run("--format", "png", "--gif", "0")).isEqualTo(0);
    assertThat(job.parquetFiles()).isEmpty();
    assertThat(run("--format", "parquet")).isEqualTo(15);
    assertThat(job.pixels()).hasSize(15);
    assertThat(job.contents()).containsKey("_pictures/contact-sheet.png");
  }

  @Test
  void aFinishedRunThatLostAFileIsNotTakenForWhole() throws IOException {
    run("--format", "parquet,idx");
    Map<String, ByteBuffer> before = job.contents();
    Files.delete(job.parquetFiles().get(4));
    Path cut = job.parquetFiles().get(0);
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 40));
    Files.delete(job.folder().resolve("_idx/samples-labels-idx1-ubyte.gz"));

    assertThat(run("--format", "parquet,idx")).isEqualTo(4);

    assertThat(job.contents()).isEqualTo(before);
  }

  @Test
  void aFinishedRunWhoseFilesWereChangedInTheirLengthIsMended() throws IOException {
    run("--format", "parquet,idx,png");
    Map<String, ByteBuffer> before = job.contents();
    flip(job.parquetFiles().get(3));
    flip(job.folder().resolve("_idx/samples-images-idx3-ubyte.gz"));
    flip(job.folder().resolve("_pictures/contact-sheet-label-1.png"));

    assertThat(run("--format", "parquet,idx,png")).isEqualTo(2);

    assertThat(job.contents()).isEqualTo(before);
  }

  @Test
  void whatIsMadeOfChangedSamplesIsMadeOfTheRightOnes() throws IOException {
    run("--format", "parquet");
    Map<String, ByteBuffer> parquet = job.contents();
    flip(job.parquetFiles().get(0));

    assertThat(run("--format", "idx")).isEqualTo(2);

    parquet.remove("_manifest.json");
    assertThat(job.contents()).containsAllEntriesOf(parquet);
    assertThat(run("--format", "parquet,idx")).isEqualTo(0);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void theManifestListsEveryFileWithItsLengthAndDigest() throws Exception {
    run("--format", "parquet,idx,png");
    Map<String, ByteBuffer> contents = job.contents();
    JsonNode manifest = new ObjectMapper().readTree(contents.get("_manifest.json").array());
    assertThat(manifest.path("samples").asLong()).isEqualTo(15);
    assertThat(manifest.path("run").path("seed").asLong()).isEqualTo(1);
    JsonNode files = manifest.path("files");
    contents.keySet().removeAll(List.of("_manifest.json", "_run.json", "_SUCCESS"));
    assertThat(files).hasSameSizeAs(contents.keySet());
    for (Map.Entry<String, ByteBuffer> file : contents.entrySet()) {
      JsonNode entry = files.path(file.getKey());
      byte[] bytes = file.getValue().array();
      assertThat(entry.path("length").asLong()).as(file.getKey()).isEqualTo(bytes.length);
      assertThat(entry.path("sha256").asText())
          .as(file.getKey())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void anotherModelInAFolderOfTheSameNameIsAnotherRun() throws IOException {
    run();
    Path first = stepFolder(Path.of(checkpoint));
    Path other = stepFolder(Path.of(TinyModel.store(temp.resolve("other"), 0.2, 7)));
    Path twin = other.resolveSibling(first.getFileName());
    Files.move(other, twin);

    Generation another = new Generation(spark, twin.toString(), temp.resolve("out"));
    assertThatThrownBy(() -> another.run(SMALL.toArray(String[]::new)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds another run");
    // The same executor must not take the other model's network either.
    Generation apart = new Generation(spark, twin.toString(), temp.resolve("apart"));
    apart.run(SMALL.toArray(String[]::new));
    assertThat(apart.pixels().values()).doesNotContainAnyElementsOf(job.pixels().values());
  }

  @Test
  void anAnimationOfManyStepsHasAFewDozenFrames() throws IOException {
    run("--gif", "1", "--steps", "50");
    assertThat(frames("1")).isEqualTo(50);
    Path longer = Path.of(TinyModel.store(temp.resolve("longer"), 0.1, 1, 130));
    job = new Generation(spark, longer.toString(), temp.resolve("many"));
    run("--gif", "2", "--steps", "130", "--per-class", "1");
    assertThat(frames("2")).isEqualTo(50);
  }

  private int frames(String label) throws IOException {
    Path gif = job.folder().resolve("_pictures/reverse-process-label-" + label + ".gif");
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      return reader.getNumImages(true);
    } finally {
      reader.dispose();
    }
  }

  /** How many samples were made now. */
  private long run(String... more) throws IOException {
    List<String> small =
        List.of(more).contains("--per-class") ? SMALL.subList(2, SMALL.size()) : SMALL;
    String[] all = Stream.concat(small.stream(), Arrays.stream(more)).toArray(String[]::new);
    return (Long) job.run(all).figures().get("made_now");
  }

  private static Path stepFolder(Path location) throws IOException {
    try (Stream<Path> folders = Files.list(location)) {
      return folders
          .filter(each -> each.getFileName().toString().startsWith("step-"))
          .findFirst()
          .orElseThrow();
    }
  }
}
