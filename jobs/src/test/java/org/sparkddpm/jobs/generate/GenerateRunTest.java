package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.JobStatus;

/** One run with every kind of output, read back by others than what wrote it. */
class GenerateRunTest {

  private static final int PER_CLASS = 11;
  private static final int STEPS = 3;

  @TempDir static Path temp;
  private static SparkSession spark;
  private static Generation job;
  private static JobOutcome outcome;

  @BeforeAll
  static void generate() throws IOException {
    spark = Generation.session();
    job =
        new Generation(
            spark, TinyModel.store(temp.resolve("checkpoints"), 0.1), temp.resolve("out"));
    outcome =
        job.run(
            "--per-class",
            "" + PER_CLASS,
            "--batch-size",
            "4",
            "--samples-per-file",
            "4",
            "--format",
            "parquet,idx,png",
            "--gif",
            "2");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void eachClassHasItsIndicesOnceEach() {
    Map<String, String> pixels = job.pixels();
    assertThat(pixels).hasSize(TinyModel.CLASSES * PER_CLASS);
    for (int label = 0; label < TinyModel.CLASSES; label++) {
      for (int index = 0; index < PER_CLASS; index++) {
        assertThat(pixels.get(label + "/" + index)).hasSize(2 * TinyModel.HEIGHT * TinyModel.WIDTH);
      }
    }
    assertThat(pixels.values()).doesNotHaveDuplicates();
  }

  @Test
  void theImageColumnIsSparksOwnAndFoldersAreColumns() {
    StructType schema = job.samples().schema();
    assertThat(schema.fieldNames()).contains("run_id", "label", "index", "seed", "checkpoint");
    StructType image = (StructType) schema.apply("image").dataType();
    StructType expected = ImageSchema.columnSchema();
    assertThat(image.fieldNames()).isEqualTo(expected.fieldNames());
    for (StructField field : expected.fields()) {
      assertThat(image.apply(field.name()).dataType()).as(field.name()).isEqualTo(field.dataType());
    }
  }

  @Test
  void sparksImageFunctionsUnderstandTheRows() {
    for (Row row : job.samples().select("image", "label", "run_id").collectAsList()) {
      Row image = row.getStruct(0);
      assertThat(ImageSchema.getHeight(image)).isEqualTo(TinyModel.HEIGHT);
      assertThat(ImageSchema.getWidth(image)).isEqualTo(TinyModel.WIDTH);
      assertThat(ImageSchema.getNChannels(image)).isEqualTo(1);
      assertThat(ImageSchema.getMode(image))
          .isEqualTo((int) ImageSchema.ocvTypes().get("CV_8UC1").get());
      assertThat(ImageSchema.getData(image)).hasSize(TinyModel.HEIGHT * TinyModel.WIDTH);
      assertThat(ImageSchema.getOrigin(image)).contains("/label=" + row.getInt(1) + "/");
      assertThat(row.getString(2)).isEqualTo("run");
    }
  }

  @Test
  void theIdxFilesHoldTheSameImagesByLabelAndIndex() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (DataInputStream images = gz("_idx/samples-images-idx3-ubyte.gz");
        DataInputStream labels = gz("_idx/samples-labels-idx1-ubyte.gz")) {
      int count = TinyModel.CLASSES * PER_CLASS;
      assertThat(images.readInt()).isEqualTo(0x803);
      assertThat(images.readInt()).isEqualTo(count);
      assertThat(images.readInt()).isEqualTo(TinyModel.HEIGHT);
      assertThat(images.readInt()).isEqualTo(TinyModel.WIDTH);
      assertThat(labels.readInt()).isEqualTo(0x801);
      assertThat(labels.readInt()).isEqualTo(count);
      for (int i = 0; i < count; i++) {
        byte[] pixels = images.readNBytes(TinyModel.HEIGHT * TinyModel.WIDTH);
        int label = labels.readUnsignedByte();
        assertThat(label).isEqualTo(i / PER_CLASS);
        found.put(label + "/" + i % PER_CLASS, HexFormat.of().formatHex(pixels));
      }
      assertThat(images.read()).isEqualTo(-1);
      assertThat(labels.read()).isEqualTo(-1);
    }
    assertThat(found).isEqualTo(job.pixels());
  }

  @Test
  void theSheetsAreImages() throws IOException {
    for (int label = 0; label < TinyModel.CLASSES; label++) {
      assertWider("_pictures/contact-sheet-label-" + label + ".png", 10 * TinyModel.WIDTH);
    }
    assertWider("_pictures/contact-sheet.png", 10 * TinyModel.WIDTH);
  }

  @Test
  void theAnimationHasAFrameForEachStepAndEndsAtTheSamples() throws IOException {
    Path gif = job.folder().resolve("_pictures/reverse-process-label-2.gif");
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(STEPS);
      for (int frame = 0; frame < STEPS; frame++) {
        assertThat(reader.read(frame).getWidth()).isGreaterThan(4 * TinyModel.WIDTH);
      }
    } finally {
      reader.dispose();
    }
  }

  @Test
  void theOutcomeAndTheFolderSayThatItIsDone() {
    assertThat(outcome.status()).isEqualTo(JobStatus.FINISHED);
    assertThat(outcome.figures())
        .containsEntry("samples", 33L)
        .containsEntry("made_now", 33L)
        .containsEntry("per_class", 11L);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
    assertThat(job.folder().resolve("_run.json")).exists();
  }

  @Test
  void noTemporaryFileIsLeft() throws IOException {
    assertThat(job.contents().keySet()).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static void assertWider(String name, int pixels) throws IOException {
    var image = ImageIO.read(job.folder().resolve(name).toFile());
    assertThat(image).as(name).isNotNull();
    assertThat(image.getWidth()).as(name).isGreaterThan(pixels);
  }

  private static DataInputStream gz(String name) throws IOException {
    InputStream file = Files.newInputStream(job.folder().resolve(name));
    return new DataInputStream(new GZIPInputStream(file));
  }
}
