package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.SparseFile;

/** Reads a run that the first version of the job made, as another job would. */
class RunFolderTest {

  private static final int IDX_HEADER = 16;

  @TempDir Path temp;
  private final Configuration conf = new Configuration();

  private RunFolder earlier() throws IOException {
    return RunFolder.named(conf, EarlierRun.samples().toString(), EarlierRun.ID);
  }

  @Test
  void aRunSaysWhatItIs() throws IOException {
    RunFolder folder = earlier();
    assertThat(folder.begun()).isTrue();
    assertThat(folder.complete()).isTrue();
    RunDescription run = folder.description();
    assertThat(run).isEqualTo(RunDescription.of(EarlierRun.identity(), 2).earlier().get(1));
    assertThat(run.text()).isEqualTo(Files.readString(Path.of(folder.path("_run.json").toUri())));
    assertThat(run.units())
        .extracting(SampleUnit::path)
        .containsExactly(
            "label=0/part-000000000-2.parquet",
            "label=0/part-000000002-2.parquet",
            "label=1/part-000000000-2.parquet",
            "label=1/part-000000002-2.parquet");
  }

  @Test
  void everyFileIsAsTheManifestSays() throws IOException {
    RunFolder folder = earlier();
    RunManifest manifest = folder.manifest(folder.description().units());
    assertThat(manifest.size()).isEqualTo(6);
    assertThat(manifest.others()).hasSize(2);
    for (String name : manifest.others().keySet()) {
      assertThat(folder.entry(name)).as(name).contains(manifest.others().get(name));
    }
    for (int number = 0; number < 4; number++) {
      assertThat(folder.entry(manifest.plan().get(number).path()))
          .contains(manifest.units().get(number));
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    manifest.write(written, folder.description().toJson(), 8, List.of());
    assertThat(written.toByteArray()).isEqualTo(folder.read(RunManifest.NAME));
  }

  /** The same pixels stand in the run's IDX file. */
  @Test
  void samplesComeBackWithLabelIndexAndProvenance() throws IOException {
    RunFolder folder = earlier();
    List<Sample> samples = new ArrayList<>();
    for (SampleUnit unit : folder.description().units()) {
      assertThat(folder.hasWhole(unit)).isTrue();
      samples.addAll(folder.samples(unit));
    }
    byte[] idx;
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(Path.of(folder.path("samples-images-idx3-ubyte.gz").toUri())))) {
      idx = in.readAllBytes();
    }
    assertThat(samples).hasSize(8);
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      int begin = IDX_HEADER + 12 * i;
      assertThat(sample.pixels()).isEqualTo(Arrays.copyOfRange(idx, begin, begin + 12));
      assertThat(List.of(sample.label(), sample.height(), sample.width(), sample.channels()))
          .containsExactly(i / 4, 3, 4, 1);
      assertThat(sample.index()).isEqualTo(i % 4);
      assertThat(sample.provenance())
          .isEqualTo(new Sample.Provenance(1, "ddim", 3, 1.5, "step-000000000096-a6b4d575"));
    }
  }

  @Test
  void anEarlierFolderIsTakenAndOtherwiseTheNewName() throws IOException {
    String samples = EarlierRun.samples().toString();
    assertThat(RunFolder.of(conf, samples, EarlierRun.identity()).location())
        .isEqualTo(earlier().location());
    RunFolder none = RunFolder.of(conf, temp.toString(), EarlierRun.identity());
    assertThat(none.location().path().getName())
        .isEqualTo("run_id=" + EarlierRun.identity().runId());
    assertThat(none.begun()).isFalse();
    assertThat(none.manifest(EarlierRun.sampling().units(2)).size()).isZero();
  }

  @Test
  void whatIsNoRunIsNamed() throws IOException {
    RunFolder empty = new RunFolder(conf, temp.toString());
    assertThatThrownBy(empty::description)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll(temp.toString(), "_run.json", "run_id=<id>");
    Files.writeString(temp.resolve("_run.json"), "{");
    assertThatThrownBy(empty::description)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(temp + "/_run.json", "cannot be read");
  }

  @Test
  void filesOfAnySizeAreRefusedByTheirBound() throws IOException {
    RunFolder folder = new RunFolder(conf, temp.toString());
    for (String name : List.of("_run.json", "_manifest.json")) {
      SparseFile.write(temp.resolve(name));
    }
    assertThatThrownBy(folder::description)
        .hasMessageContaining("_run.json has more than 16,777,216 bytes");
    assertThat(folder.manifest(EarlierRun.sampling().units(2)).size()).isZero();
    assertThatThrownBy(() -> folder.read("_manifest.json"))
        .isInstanceOf(FileTooLongException.class)
        .hasMessageContaining("put the right file in its place");
  }

  /** Of blanks, which a reader of JSON passes over however many they are. */
  @Test
  void aManifestCountsUpToItsBound() throws IOException {
    RunFolder folder = new RunFolder(conf, temp.toString());
    for (int blanks : new int[] {1, 1 << 25}) {
      Files.writeString(
          temp.resolve("_manifest.json"),
          "{\"format\": \"spark-ddpm-samples\","
              + " ".repeat(blanks)
              + "\"files\": {\"a\": {\"length\": 1, \"sha256\": \"%s\"}}}"
                  .formatted("0".repeat(64)));
      assertThat(folder.manifest(EarlierRun.sampling().units(2)).size())
          .isEqualTo(blanks == 1 ? 1 : 0);
    }
  }

  @Test
  void controlCharactersInAManifestAreShownAndNotObeyed() throws IOException {
    Files.writeString(
        temp.resolve("_manifest.json"),
        "{\"format\": \"spark-ddpm-samples\","
            + " \"files\": {\"a\": {\"length\": 1, \"sha256\": \"\\u001b[2J\\u000ab\"}}}");
    RunFolder folder = new RunFolder(conf, temp.toString());
    try (CapturedLog log = new CapturedLog(RunFolder.class)) {
      assertThat(folder.manifest(EarlierRun.sampling().units(2)).size()).isZero();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("'\\u001b[2J\\u000ab' is no sha256");
    }
  }

  @Test
  void aLinkToADeviceIsNoFileOfTheRun() throws IOException {
    Files.createSymbolicLink(temp.resolve("samples.gz"), Path.of("/dev/zero"));
    assertThat(new RunFolder(conf, temp.toString()).entry("samples.gz")).isEmpty();
  }

  @Test
  void aFileOfOtherRowsIsDamaged() throws IOException {
    Path copy = EarlierRun.copy(EarlierRun.samples(), temp.resolve("samples"));
    Path label = copy.resolve("run_id=" + EarlierRun.ID).resolve("label=0");
    Files.move(
        label.resolve("part-000000000-2.parquet"), label.resolve("part-000000000-3.parquet"));
    RunFolder folder = RunFolder.named(conf, copy.toString(), EarlierRun.ID);
    assertThat(folder.hasWhole(new SampleUnit(0, 0, 2))).isFalse();
    assertThatThrownBy(() -> folder.hasWhole(new SampleUnit(0, 0, 3)))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("it has 2 rows instead of 3");
  }
}
