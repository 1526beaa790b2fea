package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Faults;

/** Writing again to a store that fails for a while, on a clock that only the pauses move. */
final class PatientWriterTest {

  private static final OptionalDouble NO_LOSS = OptionalDouble.empty();

  @TempDir private Path folder;
  private final Faults faults = new Faults();
  private final List<Long> pauses = new ArrayList<>();
  private CheckpointStore store;
  private long now;

  @BeforeEach
  void fillTheDisk() throws IOException {
    store = new CheckpointStore(FaultyFileSystem.configuration(faults), "faulty://" + folder, 2);
    store.write(1, RandomCheckpoint.of(1), NO_LOSS);
    faults.space = 100;
  }

  @Test
  void aWriteIsTriedAgainUntilItSucceeds() throws IOException {
    PatientWriter writer =
        writer(
            600,
            pause -> {
              faults.space = pauses.size() < 3 ? 100 : Long.MAX_VALUE;
              return false;
            });

    try (CapturedLog log = new CapturedLog(PatientWriter.class)) {
      writer.write(2, RandomCheckpoint.of(2), NO_LOSS);
      assertThat(log.lines())
          .hasSize(3)
          .first()
          .asString()
          .startsWith("WARN attempt 1 failed; training waits, the next one is in 1 s")
          .contains("--store-timeout", "cannot write checkpoint faulty:", "No space left");
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L);
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(RandomCheckpoint.of(2));
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).as("nothing is left of what failed").hasSize(2);
    }
  }

  @Test
  void itEndsWhenItsTimeIsUp() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> writer(100, pause -> false).write(2, RandomCheckpoint.of(2), NO_LOSS))
        .withMessageStartingWith("gave up after 8 attempts in 91 s (--store-timeout): cannot write")
        .withMessageContaining("No space left on device")
        .withMessageContaining("enough space");

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
  }

  @Test
  void aProcessThatIsToEndDoesNotTryAgain() {
    assertThatIOException()
        .isThrownBy(() -> writer(100, pause -> true).write(2, RandomCheckpoint.of(2), NO_LOSS))
        .withMessageStartingWith("cannot write checkpoint");
    assertThat(pauses).hasSize(1);
  }

  @Test
  void whoHasLostTheLocationDoesNotTryAgain() throws IOException {
    faults.space = Long.MAX_VALUE;
    try (Closeable claim = store.claim();
        Stream<Path> all = Files.list(folder)) {
      assertThat(claim).isNotNull();
      Files.delete(
          all.filter(file -> file.getFileName().toString().startsWith("_writer-"))
              .findFirst()
              .orElseThrow());
      assertThatThrownBy(
              () -> writer(100, pause -> false).write(2, RandomCheckpoint.of(2), NO_LOSS))
          .isInstanceOf(ClaimLostException.class);
    }
    assertThat(pauses).isEmpty();
  }

  private PatientWriter writer(long seconds, Predicate<Duration> pause) {
    return new PatientWriter(
        store,
        Duration.ofSeconds(seconds),
        length -> {
          pauses.add(length.toSeconds());
          now += length.toNanos();
          return pause.test(length);
        },
        () -> now);
  }
}
