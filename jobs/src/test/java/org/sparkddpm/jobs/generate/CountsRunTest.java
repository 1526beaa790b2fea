package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;

/** Runs with other numbers of samples for each class. */
class CountsRunTest extends OnTinyModel {

  private static final String[] SMALL = {"--batch-size", "2", "--samples-per-file", "2"};

  private Map<String, Object> run(Generation on, String... more) throws IOException {
    String[] all = new String[SMALL.length + more.length];
    System.arraycopy(SMALL, 0, all, 0, SMALL.length);
    System.arraycopy(more, 0, all, SMALL.length, more.length);
    return on.run(all).figures();
  }

  @Test
  void eachClassHasItsNumberAndTheSamplesOfAnEvenRun() throws IOException {
    assertThat(run(job, "--counts", "2:5,0:1", "--format", "parquet,idx,png"))
        .containsEntry("samples", 6L)
        .containsEntry("classes", List.of(0, 2))
        .containsEntry("counts", List.of(1L, 5L))
        .doesNotContainKey("per_class");
    Generation even = new Generation(spark, checkpoint, temp.resolve("even"));
    run(even, "--per-class", "5");
    assertThat(even.pixels()).containsAllEntriesOf(job.pixels());
    assertThat(job.pixels()).containsOnlyKeys("0/0", "2/0", "2/1", "2/2", "2/3", "2/4");
    try (DataInputStream labels =
        new DataInputStream(
            new GZIPInputStream(
                Files.newInputStream(job.folder().resolve("_idx/samples-labels-idx1-ubyte.gz"))))) {
      labels.skipNBytes(8);
      assertThat(labels.readAllBytes()).containsExactly(0, 2, 2, 2, 2, 2);
    }
    // Both rows have room for five.
    var sheet = ImageIO.read(job.folder().resolve("_pictures/contact-sheet.png").toFile());
    assertThat(sheet.getWidth()).isGreaterThan(5 * (2 * TinyModel.WIDTH + 2));
    assertThat(sheet.getHeight()).isEqualTo(2 + 2 * (2 * TinyModel.HEIGHT + 2));
  }

  @Test
  void aBrokenRunIsCompletedAndACompleteOneLeftAlone() throws IOException {
    run(job, "--counts", "0:1,1:3,2:4");
    Map<String, ByteBuffer> whole = job.contents();
    assertThat(job.parquetFiles()).hasSize(5);
    Files.delete(job.parquetFiles().get(2));
    Files.delete(job.folder().resolve("_SUCCESS"));
    assertThat(run(job, "--counts", "0:1,1:3,2:4")).containsEntry("made_now", 1L);
    assertThat(job.contents()).isEqualTo(whole);
    assertThat(run(job, "--counts", "0:1,1:3,2:4")).containsEntry("made_now", 0L);
  }

  @Test
  void theSameNumberOfEachIsTheRunThatPerClassMakes() throws IOException {
    run(job, "--per-class", "3", "--classes", "0,2");
    assertThat(run(job, "--counts", "0:3,2:3")).containsEntry("made_now", 0L);
  }

  @Test
  void theSheetOfAllHasAsManyRowsAsAPictureTakes() {
    assertThat(ContactSheets.mostRows(ImageShape.gray(28, 28))).isEqualTo(1000);
    assertThat(ContactSheets.mostRows(ImageShape.colour(64, 64))).isEqualTo(397);
    assertThat(ContactSheets.mostRows(ImageShape.colour(4096, 4096))).isEqualTo(1);
  }
}
