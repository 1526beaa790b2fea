package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.jobs.samples.EarlierRun;
import org.sparkddpm.jobs.storage.Json;

/** Any bytes in place of a checkpoint's JSON are read, or refused by a declared exception. */
class CheckpointJsonFuzzTest {

  private static final int CLASSES = 3;

  private static byte[] stored(String name) throws IOException {
    try (Stream<Path> files = Files.walk(EarlierRun.checkpoints())) {
      return Files.readAllBytes(
          files.filter(file -> file.endsWith(name)).findFirst().orElseThrow());
    }
  }

  static Stream<byte[]> configs() throws IOException {
    return Stream.of(stored(Manifest.CONFIG));
  }

  @MethodSource("configs")
  @FuzzTest
  void config(byte[] file) {
    try {
      JsonNode json = Json.parse(file);
      assertThat(ModelJson.fromJson(ModelJson.toJson(ModelJson.fromJson(json))))
          .isEqualTo(ModelJson.fromJson(json));
      ClassNamesJson.of(json, CLASSES);
      TrainingData.of(json, CLASSES);
    } catch (IOException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static Stream<byte[]> manifests() throws IOException {
    return Stream.of(stored(Manifest.NAME));
  }

  @MethodSource("manifests")
  @FuzzTest
  void manifest(byte[] file) {
    try {
      Manifest.decode(file, new org.apache.hadoop.fs.Path("some-folder"));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("some-folder");
    }
  }
}
