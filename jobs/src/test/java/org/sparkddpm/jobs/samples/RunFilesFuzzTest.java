package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

/** Any bytes in place of a run's files are read, or refused by an exception that is declared. */
class RunFilesFuzzTest {

  private static final SampleUnits PLAN = SampleUnits.even(List.of(2, 10, 1), 5, 2, 2);
  private static final Configuration CONF = new Configuration(false);

  private static byte[] manifest(List<String> words) throws IOException {
    RunManifest manifest = new RunManifest(PLAN);
    for (int number = 0; number < PLAN.size(); number += 2) {
      manifest.units().put(number, new FileEntry(number, Sha256.of(new byte[] {(byte) number})));
    }
    manifest.others().put("_idx/a.gz", new FileEntry(1, Sha256.of(new byte[0])));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out, Json.object().put("seed", 1), 15, words);
    return out.toByteArray();
  }

  static Stream<byte[]> manifests() throws IOException {
    return Stream.of(manifest(List.of()), manifest(List.of("cat", "dog")));
  }

  @MethodSource("manifests")
  @FuzzTest
  void manifest(byte[] file) throws IOException {
    try {
      RunManifest manifest = RunManifest.read(new ByteArrayInputStream(file), PLAN);
      manifest.write(new ByteArrayOutputStream(), Json.object(), 15, List.of());
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static Stream<byte[]> descriptions() {
    return Stream.of(Json.indented(RunDescription.of(EarlierRun.identity(), 4).toJson()));
  }

  @MethodSource("descriptions")
  @FuzzTest
  void description(byte[] file) {
    try {
      RunDescription description = RunDescription.fromJson(Json.parse(file));
      RunDescription again = RunDescription.fromJson(description.toJson());
      assertThat(again).isEqualTo(description);
    } catch (IOException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static Stream<byte[]> parquet() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (List<String> words : List.of(List.<String>of(), List.of("cat", "dog"))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (SampleFileWriter writer =
          new SampleFileWriter(new Configuration(), out, EarlierRun.identity(), words)) {
        writer.add(1, 20, new byte[12]);
        writer.add(1, 21, new byte[12]);
      }
      files.add(out.toByteArray());
    }
    return files.stream();
  }

  /** The footer, which every look at a run reads; the samples themselves have a sha256. */
  @MethodSource("parquet")
  @FuzzTest
  void footer(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".parquet");
    try {
      Files.write(file, bytes);
      SampleFile samples = new SampleFile(CONF, new org.apache.hadoop.fs.Path(file.toUri()));
      samples.rows();
      samples.classNames();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    } finally {
      Files.delete(file);
    }
  }
}
