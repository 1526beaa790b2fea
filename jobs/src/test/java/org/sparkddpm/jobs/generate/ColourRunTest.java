package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Idx;
import org.sparkddpm.images.formats.IdxWriter;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.data.ColourDigits;
import org.sparkddpm.jobs.data.DataSets;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.train.TrainJob;

/** From coloured images in IDX files through both jobs to coloured samples of every kind. */
class ColourRunTest {
  private static final int PER_CLASS = 4;
  private static final int TRAINING = 320;

  @TempDir static Path temp;
  private static SparkSession spark;
  private static Generation job;

  @BeforeAll
  static void trainAndGenerate() throws Exception {
    Path data = Files.createDirectory(temp.resolve("data"));
    LabelledImages digits = ColourDigits.draw(0, TRAINING);
    try (IdxWriter writer =
        new IdxWriter(
            Files.newOutputStream(data.resolve("train-images-idx4-ubyte.gz")),
            Files.newOutputStream(data.resolve("train-labels-idx1-ubyte.gz")),
            digits.size(),
            digits.shape())) {
      for (int i = 0; i < digits.size(); i++) {
        writer.add(digits.image(i), digits.label(i));
      }
    }
    String checkpoints = temp.resolve("checkpoints").toString();
    train(data, checkpoints, "300");
    // The same command with more images goes on from the checkpoint.
    train(data, checkpoints, "320");
    spark = Generation.session();
    job = new Generation(spark, checkpoints, temp.resolve("out"));
    job.run(
        "--per-class",
        "" + PER_CLASS,
        "--classes",
        "0-2",
        "--format",
        "parquet,idx,png",
        "--gif",
        "1",
        "--forward-figure",
        "true",
        "--data",
        data.toString());
  }

  private static void train(Path data, String checkpoints, String images) throws Exception {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    try {
      TrainJob.main(
          new String[] {
            "--data", data.toString(),
            "--preset", "tiny",
            "--images", images,
            "--warmup-images", "64",
            "--batch-size", "16",
            "--averaging-interval", "2",
            "--validation-images", "16",
            "--checkpoints", checkpoints
          });
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
    }
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  @Test
  void theCheckpointKnowsItsChannels() throws IOException {
    var stored = CheckpointStore.read(new Configuration(), temp.resolve("checkpoints").toString());
    assertThat(stored.imagesSeen()).isEqualTo(320);
    assertThat(stored.checkpoint().config().path("model").path("channels").asInt()).isEqualTo(3);
  }

  @Test
  void rowsAreAsSparkHasColouredImages() throws IOException {
    LabelledImages samples = idx();
    assertThat(samples.size()).isEqualTo(3 * PER_CLASS);
    for (Row row : job.samples().select("image", "label", "index").collectAsList()) {
      Row image = row.getStruct(0);
      assertThat(ImageSchema.getHeight(image)).isEqualTo(28);
      assertThat(ImageSchema.getWidth(image)).isEqualTo(28);
      assertThat(ImageSchema.getNChannels(image)).isEqualTo(3);
      assertThat(ImageSchema.getMode(image))
          .isEqualTo((int) ImageSchema.ocvTypes().get("CV_8UC3").get());
      byte[] rgb = samples.image(row.getInt(1) * PER_CLASS + (int) row.getLong(2));
      byte[] bgr = ImageSchema.getData(image);
      assertThat(bgr).hasSize(28 * 28 * 3);
      for (int i = 0; i < rgb.length; i++) {
        assertThat(bgr[i]).isEqualTo(rgb[i / 3 * 3 + 2 - i % 3]);
      }
    }
  }

  @Test
  void theIdxFilesHaveFourDimensions() throws IOException {
    assertThat(idx().shape()).isEqualTo(ImageShape.colour(28, 28));
    assertThat(job.folder().resolve("_idx/samples-images-idx3-ubyte.gz")).doesNotExist();
  }

  @Test
  void theSheetsShowTheSamplesInColour() throws IOException {
    Picture sheet = png("_pictures/contact-sheet-label-2.png");
    assertThat(sheet.channels()).isEqualTo(3);
    byte[] sample = idx().image(2 * PER_CLASS);
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int expected = sample[(y * 28 + x) * 3 + channel] & 0xff;
          assertThat(sheet.at(2 + 2 * y, 2 + 2 * x, channel)).isEqualTo(expected);
        }
        colours.add(sheet.at(2 + 2 * y, 2 + 2 * x, 0) - sheet.at(2 + 2 * y, 2 + 2 * x, 2));
      }
    }
    assertThat(colours).as("red less blue").hasSizeGreaterThan(10);
    assertThat(png("_pictures/contact-sheet.png").channels()).isEqualTo(3);
    assertThat(png("_pictures/forward-process.png").channels()).isEqualTo(3);
  }

  @Test
  void theForwardFigureBeginsWithTheFirstImage() throws IOException {
    Picture figure = png("_pictures/forward-process.png");
    byte[] first = ColourDigits.draw(0, 1).image(0);
    for (int i = 0; i < first.length; i++) {
      int y = i / 3 / 28;
      int x = i / 3 % 28;
      assertThat(figure.at(2 + 2 * y, 2 + 2 * x, i % 3)).isEqualTo(first[i] & 0xff);
    }
  }

  @Test
  void theAnimationIsInColour() throws IOException {
    Path gif = job.folder().resolve("_pictures/reverse-process-label-1.gif");
    BufferedImage frame = ImageIO.read(gif.toFile());
    boolean coloured = false;
    for (int y = 0; y < frame.getHeight(); y++) {
      for (int x = 0; x < frame.getWidth(); x++) {
        coloured |= (frame.getRGB(x, y) >> 16 & 0xff) != (frame.getRGB(x, y) & 0xff);
      }
    }
    assertThat(coloured).isTrue();
  }

  @Test
  void samplesAreADataSetAgain() throws IOException {
    DataSplits splits = DataSets.load(spark, temp.resolve("out").toString());
    LabelledImages idx = idx();
    LabelledImages train = splits.train().collect();
    LabelledImages test = splits.test().collect();
    assertThat(test.size()).isEqualTo(1);
    List<String> read = new ArrayList<>(content(train));
    read.addAll(content(test));
    assertThat(read).containsExactlyInAnyOrderElementsOf(content(idx));
    assertThat(splits.summary()).contains("images of 28x28 in RGB, 3 classes");
  }

  @Test
  void grayDataForTheFigureAreRefused() {
    Generation other = new Generation(spark, job.checkpoint(), temp.resolve("other"));
    assertThatThrownBy(
            () -> other.run("--per-class", "1", "--forward-figure", "true", "--data", "strokes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("images of 28x28, but the model was trained on 28x28x3");
  }

  private static List<String> content(LabelledImages images) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> images.label(i) + " " + Arrays.toString(images.image(i)))
        .toList();
  }

  private static LabelledImages idx() throws IOException {
    return Idx.read(
        job.folder().resolve("_idx/samples-images-idx4-ubyte.gz"),
        job.folder().resolve("_idx/samples-labels-idx1-ubyte.gz"));
  }

  private static Picture png(String name) throws IOException {
    try (InputStream in = Files.newInputStream(job.folder().resolve(name))) {
      return Png.read(in, name);
    }
  }
}
