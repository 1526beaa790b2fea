package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Faults;

/** Reading where a healthy training writes and removes what it has no use for any more. */
final class ReadersBesideAWriterTest {

  private static final OptionalDouble NO_LOSS = OptionalDouble.empty();

  @TempDir private Path folder;
  private final Faults faults = new Faults();
  private Configuration conf;
  private Path first;

  @BeforeEach
  void writeTheFirst() throws IOException {
    conf = FaultyFileSystem.configuration(faults);
    first = Path.of(write(1).getPath());
  }

  /** Retention comes just before this file of the first checkpoint would be read. */
  private void replaceBefore(String name) {
    faults.unreadable =
        path -> {
          if (path.toString().endsWith(first.getFileName() + "/" + name)) {
            faults.unreadable = any -> false;
            try {
              write(2);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return false;
        };
  }

  @Test
  void whatIsRemovedWhileItIsReadIsNoDamage() throws IOException {
    for (String name : List.of("config.json", "parameters.safetensors", "manifest.json")) {
      replaceBefore(name);
      assertThat(CheckpointStore.read(conf, "faulty:" + folder).imagesSeen()).as(name).isEqualTo(2);
      assertThat(first).doesNotExist();
      delete();
      first = Path.of(write(1).getPath());
    }
  }

  @Test
  void whatComesWhileADamagedOneIsReadIsFound() throws IOException {
    Files.write(first.resolve("ema.safetensors"), new byte[1]);
    replaceBefore("state.json");
    assertThat(CheckpointStore.read(conf, "faulty:" + folder).imagesSeen()).isEqualTo(2);
    assertThat(first).exists();
  }

  @Test
  void theFolderOfOneCheckpointThatGoesIsNotCalledDamaged() {
    replaceBefore("ema.safetensors");
    assertThatIOException()
        .isThrownBy(() -> CheckpointStore.read(conf, "faulty:" + first))
        .withMessageContaining(first + " was removed while it was read")
        .withMessageContaining("give the folder of all its checkpoints");
  }

  /** Advice to delete what a training writes to would cost it everything. */
  @Test
  void nobodyIsToldToRemoveCheckpoints() throws IOException {
    Files.writeString(first.resolve("manifest.json"), "{");
    assertThatIOException()
        .isThrownBy(() -> CheckpointStore.read(conf, "faulty:" + folder))
        .isInstanceOf(CorruptCheckpointException.class)
        .withMessageContaining("restore one of these folders")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("remove"));
  }

  @Test
  void aTrainingKeepsWhatWasItsNewestForAMinuteAndClearsUpAtTheEnd() throws IOException {
    Time time = new Time();
    CheckpointStore store =
        new CheckpointStore(new Configuration(), folder.resolve("run").toString(), 1, time);
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(1, RandomCheckpoint.of(1), NO_LOSS);
      store.write(2, RandomCheckpoint.of(2), NO_LOSS);
      store.write(3, RandomCheckpoint.of(3), NO_LOSS);
      assertThat(steps()).containsExactly(1L, 2L, 3L);
      time.now = time.now.plusSeconds(61);
      store.write(4, RandomCheckpoint.of(4), NO_LOSS);
      assertThat(steps()).containsExactly(3L, 4L);
    }
    assertThat(steps()).containsExactly(4L);
  }

  /** A quota for two checkpoints must do for a training that keeps one. */
  @Test
  void whatStaysForReadersGivesWayToTheNextCheckpoint() throws IOException {
    CheckpointStore store = new CheckpointStore(conf, "faulty:" + folder.resolve("run"), 1);
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(1, RandomCheckpoint.of(1), NO_LOSS);
      store.write(2, RandomCheckpoint.of(2), NO_LOSS);
      assertThat(steps()).containsExactly(1L, 2L);
      faults.space = 100;
      assertThatIOException()
          .isThrownBy(() -> store.write(3, RandomCheckpoint.of(3), NO_LOSS))
          .withMessageContaining("No space left");
      assertThat(steps()).containsExactly(2L);
      faults.space = Long.MAX_VALUE;
    }
  }

  private java.net.URI write(long imagesSeen) throws IOException {
    CheckpointStore store = new CheckpointStore(new Configuration(), folder.toString(), 1);
    return store.write(imagesSeen, RandomCheckpoint.of(imagesSeen), NO_LOSS).toUri();
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder())
          .filter(path -> !path.equals(folder))
          .forEach(path -> assertThat(path.toFile().delete()).isTrue());
    }
  }

  private List<Long> steps() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("run"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("step-"))
          .map(name -> Long.parseLong(name.substring(5, 17)))
          .sorted()
          .toList();
    }
  }

  /** Stands still until it is set. */
  private static final class Time extends Clock {
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
