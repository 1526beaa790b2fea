package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Faults;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Kind;

/** Writing to a file system that fails, at every byte. */
final class WriteFailureTest {

  private static final OptionalDouble NO_LOSS = OptionalDouble.empty();

  @TempDir private Path folder;
  private final Faults faults = new Faults();

  private CheckpointStore store(Faults anyFaults) throws IOException {
    Configuration conf = FaultyFileSystem.configuration(anyFaults);
    return new CheckpointStore(conf, "faulty://" + folder, 2);
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesAndReadsWhateverTheStoreCanDo(Kind kind) throws IOException {
    faults.kind = kind;
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    StoredCheckpoint read = store(faults).newestIntact().orElseThrow();
    assertThat(read.checkpoint()).isEqualTo(RandomCheckpoint.of(1));
    assertThat(read.path().toString()).startsWith("faulty:/");
  }

  @Test
  void aFullDiskCostsNothingThatExisted() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    List<Path> before = list();
    long bytes = size(before.get(0));
    for (long space = 0; space < bytes; space += 41) {
      faults.space = space;
      assertThatIOException()
          .isThrownBy(() -> store(faults).write(2, RandomCheckpoint.of(1), NO_LOSS))
          .withMessageContaining("cannot write checkpoint faulty:" + folder + "/step-000000000002-")
          .withMessageContaining("No space left on device")
          .withMessageContaining("enough space");
      assertThat(list()).as("space for %d bytes", space).isEqualTo(before);
      assertThat(store(faults).newestIntact().orElseThrow().checkpoint())
          .isEqualTo(RandomCheckpoint.of(1));
    }
  }

  @Test
  void aKillAtAnyByteLeavesTheEarlierCheckpointOrTheWholeNewOne() throws IOException {
    store(new Faults()).write(1, RandomCheckpoint.of(1), NO_LOSS);
    long bytes = size(list().get(0));
    int abandoned = 0;
    for (long space = 0; space < bytes; space += 41) {
      Faults kill = new Faults();
      kill.space = space;
      kill.dies = true;
      assertThatIOException()
          .isThrownBy(() -> store(kill).write(2, RandomCheckpoint.of(1), NO_LOSS));
      // A store that knows nothing of it, as after a restart.
      assertThat(store(new Faults()).newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
      abandoned++;
    }
    assertThat(list().size()).isBetween(abandoned / 2, abandoned + 1);
    store(new Faults()).write(3, RandomCheckpoint.of(3), NO_LOSS);
    assertThat(store(new Faults()).newestIntact().orElseThrow().imagesSeen()).isEqualTo(3);
  }

  @Test
  void storageThatChangesBytesIsNoticedBeforeTheManifest() throws IOException {
    for (String name : List.of("config.json", "optimizer.safetensors", "manifest.json")) {
      faults.changes = path -> path.getName().contains(name);
      assertThatIOException()
          .isThrownBy(() -> store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS))
          .withMessageContaining(name)
          .withMessageContaining("reads back as");
      assertThat(list()).isEmpty();
    }
  }

  @Test
  void anOutageWhileReadingStopsInsteadOfFallingBack() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    store(faults).write(2, RandomCheckpoint.of(2), NO_LOSS);
    faults.unreadable = path -> path.toString().matches(".*step-0*2-.*/ema.safetensors");
    assertThatIOException()
        .isThrownBy(() -> store(faults).newestIntact())
        .isNotInstanceOf(CorruptCheckpointException.class)
        .withMessageContaining("ema.safetensors: connection reset")
        .withMessageContaining("run again");
  }

  /** A name node that is started anew ends its calls as if a file had come to its end. */
  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "ema.safetensors"})
  void aConnectionThatEndsIsNoEndOfAFile(String name) throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    store(faults).write(2, RandomCheckpoint.of(2), NO_LOSS);
    faults.failure = FaultyFileSystem::connectionEnded;
    Predicate<org.apache.hadoop.fs.Path> newest =
        path -> path.toString().matches(".*step-0*2-.*/" + name);
    faults.unreadable = newest;
    assertStops(name);
    faults.unreadable = path -> false;
    faults.breaksOff = newest;
    assertStops(name);
  }

  private void assertStops(String name) {
    assertThatIOException()
        .isThrownBy(() -> store(faults).newestIntact())
        .isNotInstanceOf(CorruptCheckpointException.class)
        .withMessageContaining(name + ": End of File Exception between")
        .withMessageContaining("run again");
  }

  @Test
  void anOpeningThatComesToAnEndIsNoEndOfAFile() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    faults.failure = () -> new EOFException("no answer");
    faults.unreadable = path -> path.getName().equals("manifest.json");
    assertThatIOException()
        .isThrownBy(() -> store(faults).newestIntact())
        .withMessageContaining("manifest.json: no answer; check the file system");
  }

  @Test
  void bytesThatAreGoneAreDamage() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    store(faults).write(2, RandomCheckpoint.of(2), NO_LOSS);
    faults.breaksOff = path -> path.toString().matches(".*step-0*2-.*/ema.safetensors");
    for (IOException gone :
        List.of(
            new BlockMissingException("ema", "no node has the block", 0),
            new EOFException("cut"))) {
      faults.failure = () -> gone;
      assertThat(store(faults).newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
    }
  }

  @Test
  void whatRetentionCannotRemoveIsLoggedAndNothingMore() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    store(faults).write(2, RandomCheckpoint.of(2), NO_LOSS);
    faults.undeletable = path -> path.toString().contains("step-");
    try (CapturedLog log = new CapturedLog(Retention.class)) {
      store(faults).write(3, RandomCheckpoint.of(3), NO_LOSS);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN cannot remove faulty:" + folder + "/step-000000000001-");
    }
    assertThat(store(faults).newestIntact().orElseThrow().imagesSeen()).isEqualTo(3);
    faults.undeletable = path -> false;
    store(faults).write(4, RandomCheckpoint.of(4), NO_LOSS);
    assertThat(list()).hasSize(2);
  }

  @Test
  void aHalfDeletedCheckpointIsNone() throws IOException {
    store(faults).write(1, RandomCheckpoint.of(1), NO_LOSS);
    store(faults).write(2, RandomCheckpoint.of(2), NO_LOSS);
    faults.undeletable = path -> path.getName().equals("ema.safetensors");
    store(faults).write(3, RandomCheckpoint.of(3), NO_LOSS);
    Path half =
        list().stream()
            .filter(path -> path.toString().contains("00001-"))
            .findFirst()
            .orElseThrow();
    assertThat(half).isDirectoryContaining("glob:**/ema.safetensors");
    assertThat(half.resolve("manifest.json")).doesNotExist();
  }

  @Test
  void theProbeNoticesWhatFails() throws IOException {
    store(faults).checkWritable();
    assertThat(list()).isEmpty();
    faults.undeletable = path -> true;
    assertThatIOException()
        .isThrownBy(() -> store(faults).checkWritable())
        .withMessageContaining("denied");
    faults.space = 3;
    assertThatIOException()
        .isThrownBy(() -> store(faults).checkWritable())
        .withMessageContaining("No space left");
  }

  private static long size(Path checkpoint) throws IOException {
    try (Stream<Path> all = Files.list(checkpoint)) {
      return all.mapToLong(path -> path.toFile().length()).sum();
    }
  }
}
