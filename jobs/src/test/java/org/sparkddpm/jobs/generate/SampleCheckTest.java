package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.samples.SampleCheck;

/** Samples that are missing or there twice are found by reading them back. */
class SampleCheckTest extends OnTinyModel {

  private List<Path> files;
  private SampleCheck check;

  @BeforeEach
  void generate() throws IOException {
    job.run("--per-class", "5", "--batch-size", "2", "--samples-per-file", "2");
    files = job.parquetFiles();
    check = new SampleCheck(spark, job.folder().toString());
  }

  @Test
  void aWholeRunPasses() {
    assertThatCode(() -> check.verify(List.of(0, 1, 2), 5)).doesNotThrowAnyException();
  }

  @Test
  void missingSamplesAreFound() throws IOException {
    Files.delete(files.get(4));
    assertThatThrownBy(() -> check.verify(List.of(0, 1, 2), 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "label 1 should have indices 0 to 4 once each, but has 3 samples, 3 different",
            "remove its folder and run the same command again");
  }

  @Test
  void samplesThatAreThereTwiceAreFound() throws IOException {
    Files.copy(files.get(8), files.get(8).resolveSibling("part-copy.parquet"));
    assertThatThrownBy(() -> check.verify(List.of(0, 1, 2), 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("label 2 should have indices 0 to 4 once each, but has 6 samples, 5");
  }

  @Test
  void aLabelWithoutSamplesIsFound() throws IOException {
    for (Path file : files.subList(0, 3)) {
      Files.delete(file);
    }
    assertThatThrownBy(() -> check.verify(List.of(0, 1, 2), 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("label 0 should have indices 0 to 4 once each, but has no samples");
  }
}
