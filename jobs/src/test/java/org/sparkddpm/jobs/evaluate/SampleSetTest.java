package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.SparseFile;

class SampleSetTest {

  private static final ImageShape SHAPE = ImageShape.gray(4, 4);

  @TempDir Path temp;

  @Test
  void aRunIsFoundByItsFolderByThatOfAllRunsAndByAPointer() throws IOException {
    Path run = write("one");
    SampleSet byFolder = find(run);
    assertThat(byFolder.folder()).isEqualTo("file:" + run);
    assertThat(byFolder.labels()).containsExactly(0, 1);
    assertThat(byFolder.counts()).containsOnly(3L);
    assertThat(byFolder.index(4)).isEqualTo(1);
    assertThat(byFolder.first(1, 2)).containsExactly(3, 4);
    assertThat(find(temp)).isEqualTo(byFolder);
    Files.createDirectories(temp.resolve("run_id=gone/_evaluation"));
    assertThat(find(temp)).isEqualTo(byFolder);
    write("two");
    Path pointer =
        Files.writeString(temp.resolve("current.json"), "{\"folder\": \"file:" + run + "\"}");
    assertThat(find(pointer)).isEqualTo(byFolder);
    assertThat(find(temp)).isEqualTo(byFolder);
  }

  @Test
  void severalRunsMustBeTold() throws IOException {
    write("one");
    write("two");
    assertThatThrownBy(() -> find(temp))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("holds 2 runs", "run_id=one");
  }

  @Test
  void whatIsNoWholeRunIsRefused() throws IOException {
    assertThatThrownBy(() -> find(temp.resolve("none"))).hasMessageContaining("does not exist");
    Files.createDirectories(temp.resolve("empty"));
    assertThatThrownBy(() -> find(temp.resolve("empty"))).hasMessageContaining("holds no run");
    Path pointer = Files.writeString(temp.resolve("pointer.json"), "{}");
    assertThatThrownBy(() -> find(pointer)).hasMessageContaining("names no folder");
    Files.writeString(pointer, "{");
    assertThatThrownBy(() -> find(pointer))
        .hasMessageContainingAll(
            pointer + " names no folder: its JSON cannot be read", "generate-job --publish");
    Path run = write("one");
    Files.delete(run.resolve("_SUCCESS"));
    assertThatThrownBy(() -> find(run)).hasMessageContaining("is not complete");
    Files.writeString(run.resolve("_SUCCESS"), "");
    Files.delete(run.resolve("_manifest.json"));
    assertThatThrownBy(() -> find(run)).hasMessageContaining("--format parquet");
  }

  @Test
  void aPointerOfAnySizeIsRefusedByItsBound() throws IOException {
    Path pointer = SparseFile.write(temp.resolve("current.json"));
    for (Path place : List.of(pointer, temp)) {
      assertThatThrownBy(() -> find(place))
          .isInstanceOf(FileTooLongException.class)
          .hasMessageContaining(pointer + " has more than 16,777,216 bytes");
    }
  }

  private Path write(String name) throws IOException {
    return SampleRun.write(temp, name, SHAPE, 2, 3, (label, index) -> new byte[16]);
  }

  private static SampleSet find(Path place) throws IOException {
    return SampleSet.find(new Configuration(), place.toString());
  }
}
