package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleCheck;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitEntries;
import org.sparkddpm.jobs.samples.UnitNumbers;

/** Samples that are missing or there twice are found by reading them back. */
class SampleCheckTest extends OnTinyModel {

  private List<Path> files;
  private SampleUnits units;
  private SampleCheck check;

  @BeforeEach
  void generate() throws IOException {
    job.run("--per-class", "5", "--batch-size", "2", "--samples-per-file", "2");
    files = job.parquetFiles();
    units = SampleUnits.even(List.of(0, 1, 2), 5, 2, 2);
    check = new SampleCheck(new JavaSparkContext(spark.sparkContext()), folder(), units);
  }

  private String folder() {
    return job.folder().toString();
  }

  private UnitEntries verify() {
    return check.verify(UnitNumbers.all(units.size()), List.of());
  }

  @Test
  void aWholeRunPassesAndItsFilesAreThoseOfTheManifest() throws IOException {
    UnitEntries found = verify();
    RunFolder folder = new RunFolder(new Configuration(), folder());
    RunManifest manifest = folder.manifest(units);
    for (int number = 0; number < units.size(); number++) {
      assertThat(found.get(number)).isEqualTo(manifest.units().get(number));
    }
  }

  @Test
  void missingSamplesAreFound() throws IOException {
    Files.delete(files.get(4));
    assertThatThrownBy(this::verify)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "label=1/part-000000002-2.parquet should have the indices 2 to 3 once each, but it is"
                + " missing",
            "run the same command again");
  }

  @Test
  void otherSamplesThanTheNameSaysAreFound() throws IOException {
    Files.copy(files.get(0), files.get(1), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(files.get(0), files.get(5), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(this::verify)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "label=0/part-000000002-2.parquet should have the indices 2 to 3 once each, but its row"
                + " 0 has index 0, not 2 (and others likewise)");
    Files.delete(files.get(1));
    assertThatThrownBy(() -> check.verify(BitSet.valueOf(new long[] {1 << 5}), List.of()))
        .hasMessageContaining("label=1/part-000000004-1.parquet should have the indices 4 to 4")
        .hasMessageContaining("it has 2 rows, not 1");
  }

  @Test
  void samplesThatAreThereTwiceAreFound() throws IOException {
    Path copy = files.get(8).resolveSibling("part-copy.parquet");
    Files.copy(files.get(8), copy);
    assertThatThrownBy(this::verify)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "label=2/part-copy.parquet is no file of this run, and readers would take its samples"
                + " too");
    Files.move(copy, copy.resolveSibling("_hidden.parquet"));
    assertThatCode(this::verify).doesNotThrowAnyException();
  }

  @Test
  void aLabelWithoutSamplesIsFound() throws IOException {
    for (Path file : files.subList(0, 3)) {
      Files.delete(file);
    }
    Files.delete(files.get(0).getParent());
    assertThatThrownBy(this::verify)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("label=0/part-000000000-2.parquet should have the indices 0 to 1");
  }
}
