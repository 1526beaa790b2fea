package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** A data set topped up: its own images and samples for what is missing, in one table. */
class AugmentedRunTest extends OnTinyModel {

  private static final int[] TRAINING = {4, 1, 6};

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temp.resolve("data");
    for (int label = 0; label < TRAINING.length; label++) {
      for (int i = 0; i < TRAINING[label]; i++) {
        write("train", label, i);
      }
      write("test", label, 100);
    }
  }

  private void write(String part, int label, int number) throws IOException {
    Path folder = Files.createDirectories(data.resolve(part).resolve("" + label));
    try (OutputStream out = Files.newOutputStream(folder.resolve(number + ".png"))) {
      Png.write(out, new Picture(TinyModel.HEIGHT, TinyModel.WIDTH, 1, pixels(label, number)));
    }
  }

  private static byte[] pixels(int label, int number) {
    byte[] pixels = new byte[TinyModel.HEIGHT * TinyModel.WIDTH];
    new SplittableRandom(1000L * label + number).nextBytes(pixels);
    return pixels;
  }

  private Map<String, Object> run(String... more) throws IOException {
    return job.run(
            Stream.concat(
                    Stream.of("--augment-to", "5", "--data", data.toString(), "--batch-size", "2"),
                    Arrays.stream(more))
                .toArray(String[]::new))
        .figures();
  }

  private Map<String, List<String>> images() {
    Map<String, List<String>> images = new TreeMap<>();
    for (Row row :
        job.samples()
            .selectExpr("source", "label", "index", "image.data", "seed", "image.origin")
            .orderBy("source", "label", "index")
            .collectAsList()) {
      List<String> some =
          images.computeIfAbsent(row.getString(0) + row.getInt(1), key -> new ArrayList<>());
      assertThat(row.getLong(2)).isEqualTo(some.size());
      assertThat(row.isNullAt(4)).isEqualTo(row.getString(0).equals("real"));
      assertThat(row.getString(5)).contains(row.isNullAt(4) ? "data-" : "step-");
      some.add(HexFormat.of().formatHex(row.getAs(3)));
    }
    return images;
  }

  @Test
  void eachClassHasItsOwnImagesAndSamplesForTheRest() throws IOException {
    assertThat(run("--format", "parquet,png"))
        .containsEntry("samples", 5L)
        .containsEntry("real_images", 11L)
        .containsEntry("classes", List.of(0, 1))
        .containsEntry("counts", List.of(1L, 4L));
    Map<String, List<String>> images = images();
    assertThat(images).containsOnlyKeys("generated0", "generated1", "real0", "real1", "real2");
    assertThat(images.get("generated0")).hasSize(1);
    assertThat(images.get("generated1")).hasSize(4);
    for (int label = 0; label < 3; label++) {
      List<String> written = new ArrayList<>();
      for (int i = 0; i < TRAINING[label]; i++) {
        written.add(HexFormat.of().formatHex(pixels(label, i)));
      }
      assertThat(images.get("real" + label)).isEqualTo(written);
    }
    Generation counted = new Generation(spark, checkpoint, temp.resolve("counted"));
    counted.run("--counts", "0:1,1:4", "--batch-size", "2");
    assertThat(counted.pixels().values())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(images.get("generated0").stream(), images.get("generated1").stream())
                .toList());
  }

  @Test
  void theSameCommandMakesOnlyWhatIsMissing() throws IOException {
    run();
    Map<String, ByteBuffer> whole = job.contents();
    assertThat(whole).containsKeys("label=2/real-000000000-6.parquet");
    assertThat(run()).containsEntry("made_now", 0L);
    for (String lost :
        List.of("label=2/real-000000000-6.parquet", "label=1/part-000000000-2.parquet")) {
      Files.delete(job.folder().resolve(lost));
    }
    // Where the data lie is no part of the run.
    data = Files.move(data, temp.resolve("moved"));
    assertThat(run()).containsEntry("made_now", 2L);
    assertThat(job.contents()).isEqualTo(whole);
  }

  @Test
  void aDiskThatIsFullForRealImagesIsNamedWithARemedy() {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    FaultyFileSystem.settings(faults).forEach(spark.sparkContext().hadoopConfiguration()::set);
    faults.uncreatable = path -> path.getName().contains("real-");
    Generation full =
        new Generation(
            spark, checkpoint, Path.of(FaultyFileSystem.SCHEME + ":" + temp.resolve("out")));
    assertThatThrownBy(() -> full.run("--augment-to", "5", "--data", data.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "/real-000000000-",
            ": no space for ",
            "enough space there, then run the same command again");
  }

  @Test
  void otherImagesAreAnotherRun() throws IOException {
    run();
    Files.delete(data.resolve("train/2/0.png"));
    write("train", 2, 77);
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds another run: real: ");
  }

  @Test
  void dataOfOtherClassesOrSizesAreRefused() throws IOException {
    write("train", 3, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(this::run)
        .withMessageContainingAll(
            "has the 4 classes [0, 1, 2, 3], but those of the model are the 3 [0, 1, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topUp(others("cat", "dog")))
        .withMessageContaining("has the 2 classes [cat, dog], but those of the model are the 3 [0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topUp(others("0", "1", "2")))
        .withMessage(
            "--data has images of 8x8, but the model was trained on 6x7; give its own data");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  private void topUp(Path others) throws IOException {
    job.run("--augment-to", "5", "--data", others.toString());
  }

  private Path others(String... classes) throws IOException {
    Path others = temp.resolve("others" + classes.length);
    for (String name : classes) {
      for (String part : List.of("train", "test")) {
        Path folder = Files.createDirectories(others.resolve(part).resolve(name));
        try (OutputStream out = Files.newOutputStream(folder.resolve("0.png"))) {
          Png.write(out, new Picture(8, 8, 1, new byte[64]));
        }
      }
    }
    return others;
  }

  @Test
  void enoughImagesOfEachClassAreNothingToDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.run("--augment-to", "1", "--data", data.toString()))
        .withMessageContaining("--augment-to 1 makes nothing: each class of " + data);
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aDryRunSaysWhatWouldBeMade() throws IOException {
    assertThat(
            new GenerateJob()
                .dryRun(
                    Commands.parse(
                        GenerateOptions.COMMAND,
                        "--checkpoint",
                        checkpoint,
                        "--output",
                        temp.resolve("out").toString(),
                        "--augment-to",
                        "5",
                        "--data",
                        data.toString()),
                    new Configuration()))
        .containsEntry("samples", 5L)
        .containsEntry("counts", "0 1, 1 4")
        .containsEntry("real_images", 11L)
        .containsEntry("files", 5);
    spark = Generation.session();
  }

  @Test
  void imagesThatAreNotThoseThatWereCountedAreNoticed() throws IOException {
    RealImages files =
        RealImages.of(
            new TreeMap<>(Map.of(0, 1L, 1, 2L)),
            ImageShape.gray(TinyModel.HEIGHT, TinyModel.WIDTH));
    for (int[] labels : new int[][] {{1}, {1, 1, 1}, {1, 0, 1}, {2}}) {
      assertThatThrownBy(
              () ->
                  files.write(
                      Arrays.stream(labels).mapToObj(AugmentedRunTest::image).iterator(),
                      Set.of(),
                      new RunWriter(new RunFolder(new Configuration(), temp.toString())),
                      new Configuration(),
                      null,
                      List.of()))
          .as(Arrays.toString(labels))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the data have changed while the job ran");
    }
  }

  private static RealImage image(int label) {
    ImageShape shape = ImageShape.gray(TinyModel.HEIGHT, TinyModel.WIDTH);
    return new RealImage(pixels(label, 0), shape, label, 0, "memory");
  }
}
