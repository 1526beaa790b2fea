package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.SmallDisk;

/** A local disk that is full for real, which Hadoop tells by an Error and not by an exception. */
final class FullDiskTest {

  private static final OptionalDouble NO_LOSS = OptionalDouble.empty();

  @TempDir private Path temp;
  private SmallDisk disk;
  private CheckpointStore store;

  @BeforeEach
  void fillTheDisk() throws IOException {
    Path folder = temp.resolve("disk");
    disk = SmallDisk.mount(folder, 512);
    store = new CheckpointStore(new Configuration(), folder.resolve("run").toString(), 2);
    store.write(1, RandomCheckpoint.of(1), NO_LOSS);
    disk.fill(0);
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aWriteFailsWithPlaceAndRemedy() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> store.write(2, RandomCheckpoint.of(2), NO_LOSS))
        .withMessageContaining("cannot write checkpoint file:" + temp.resolve("disk/run/step-"))
        .withMessageContaining("No space left on device")
        .withMessageContaining("enough space");
    assertThatIOException()
        .isThrownBy(store::checkWritable)
        .withMessageContaining("cannot write to the checkpoint location file:" + temp);
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(RandomCheckpoint.of(1));
  }

  @Test
  void aWriteIsTriedAgainUntilThereIsRoom() throws IOException {
    List<Duration> pauses = new ArrayList<>();
    PatientWriter writer =
        new PatientWriter(
            store,
            Duration.ofMinutes(10),
            pause -> {
              pauses.add(pause);
              if (pauses.size() == 2) {
                mend();
              }
              return false;
            });
    writer.write(2, RandomCheckpoint.of(2), NO_LOSS);
    assertThat(pauses).hasSize(2);
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(RandomCheckpoint.of(2));
  }

  /** Its claim cannot be written anew, and yet is no other driver's. */
  @Test
  void aTrainingWithAClaimWaitsAsWell() throws IOException {
    disk.mend();
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      disk.fill(0);
      PatientWriter writer =
          new PatientWriter(
              store,
              Duration.ofMinutes(10),
              pause -> {
                mend();
                return false;
              });
      writer.write(2, RandomCheckpoint.of(2), NO_LOSS);
    }
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(2);
  }

  private void mend() {
    try {
      disk.mend();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
