package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.Idx;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.cli.JobFailedException;

/** What the job checks before its work, on a Spark in this process. */
class TrainPreflightTest {

  private static final String IMAGES = "images-idx3-ubyte";
  private static final String LABELS = "labels-idx1-ubyte";
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  @TempDir Path folder;

  @BeforeEach
  void local() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterEach
  void clear() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
    System.clearProperty(GPUS);
  }

  @Test
  void preflightChecksAndDoesNoWork() throws Exception {
    Path result = folder.resolve("preflight.json");
    train("strokes", "--result", result.toString());
    try (Stream<Path> written = Files.list(folder.resolve("checkpoints"))) {
      assertThat(written).containsExactly(folder.resolve("checkpoints/data-preview.png"));
    }
    assertThat(result).content().contains("\"status\" : \"preflight\"", "\"checks_ok\"");
  }

  @Test
  void preflightShowsTheDataAndWarns() throws Exception {
    LabelledImages digits = Strokes.draw(0, 300);
    // Class 3 has one image, class 4 none, and some digits come again as class 5.
    int[] chosen =
        IntStream.concat(
                IntStream.range(0, 300).filter(i -> i % 10 != 4 && (i % 10 != 3 || i == 3)),
                IntStream.of(0, 1, 2))
            .toArray();
    int[] labels = Arrays.stream(chosen).map(i -> i % 10).toArray();
    Arrays.fill(labels, labels.length - 3, labels.length, 5);
    byte[] pixels = new byte[chosen.length * 784];
    for (int i = 0; i < chosen.length; i++) {
      digits.copyImage(chosen[i], pixels, i * 784);
    }
    LabelledImages data = new LabelledImages(digits.shape(), 10, pixels, labels);
    Path source = Files.createDirectories(folder.resolve("data"));
    for (String part : new String[] {"train-", "test-"}) {
      try (OutputStream images = Files.newOutputStream(source.resolve(part + IMAGES));
          OutputStream classes = Files.newOutputStream(source.resolve(part + LABELS))) {
        Idx.writeImages(images, data);
        Idx.writeLabels(classes, data);
      }
    }
    Path result = folder.resolve("preflight.json");

    train(source.toString(), "--result", result.toString());

    assertThat(result).content().contains("\"checks_warned\" : 3");
    BufferedImage sheet = ImageIO.read(folder.resolve("checkpoints/data-preview.png").toFile());
    // Nine rows of ten digits, twice their size, with their names beside them.
    assertThat(sheet.getHeight()).isEqualTo(9 * (56 + 2) + 2);
    assertThat(sheet.getWidth()).isGreaterThan(10 * (56 + 2));
  }

  @Test
  void everythingThatFailsIsNamedAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("checkpoints"), "a file where a folder should be");
    assertThatThrownBy(() -> train(folder.resolve("nothing").toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("checkpoints: cannot write to the checkpoint location")
        .hasMessageContaining("data: ")
        .hasMessageContaining("nothing")
        .hasNoCause()
        .satisfies(failure -> assertThat(failure.getStackTrace()).isEmpty());
    assertThat(file).hasContent("a file where a folder should be");
  }

  @Test
  void gpusThatNoTaskWouldGetAreRefused() {
    System.setProperty(GPUS, "1");
    assertThatThrownBy(() -> train("strokes"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("gpu: " + GPUS + "=1.0, but the tasks are given none of them")
        .hasMessageContaining("in local mode give --engine cuda");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aPrecisionThatTheCpuHasNotIsRefused() {
    assertThatThrownBy(() -> train("strokes", "--precision", "bf16"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--precision bf16: engine cpu computes in fp32 only");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  private void train(String data, String... more) throws Exception {
    String[] fixed = {
      "--preflight", "--data", data, "--checkpoints", folder.resolve("checkpoints").toString()
    };
    TrainJob.main(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
  }
}
