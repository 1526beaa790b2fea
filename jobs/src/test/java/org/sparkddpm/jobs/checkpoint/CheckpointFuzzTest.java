package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change of every file of a checkpoint is refused, or loads exactly what was written. */
final class CheckpointFuzzTest {

  private static final Configuration CONF = new Configuration(false);

  @TempDir private Path folder;
  private StoredCheckpoint original;
  private List<Path> files;
  private int refused;
  private int harmless;

  @BeforeEach
  void writeOne() throws IOException {
    CheckpointStore store = new CheckpointStore(CONF, folder.toString(), 1);
    store.write(50_000, RandomCheckpoint.of(1), OptionalDouble.of(0.125));
    original = store.newestIntact().orElseThrow();
    try (Stream<Path> all = Files.list(Path.of(original.path().toUri().getPath()))) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSize(6);
  }

  @Test
  void changesOfSingleBytes() throws IOException {
    Random random = new Random(7);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << random.nextInt(8));
        load(file, changed, "bit of byte " + i);
        changed[i] = (byte) random.nextInt();
        load(file, changed, "byte " + i);
      }
      Files.write(file, bytes);
    }
    assertThat(refused).isGreaterThan(2_000);
    assertThat(harmless).as("the same byte by chance").isLessThan(50);
  }

  @Test
  void truncationsAndAdditions() throws IOException {
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length = 0; length < bytes.length; length++) {
        load(file, Arrays.copyOf(bytes, length), "length " + length);
      }
      for (byte added : new byte[] {0, ' ', '\n', '}', -1}) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = added;
        load(file, longer, "added " + added);
      }
      Files.write(file, bytes);
    }
    assertThat(refused).isGreaterThan(1_000);
    assertThat(harmless).isZero();
  }

  @Test
  void filesExchanged() throws IOException {
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (Path other : files) {
        if (!other.equals(file)) {
          load(file, Files.readAllBytes(other), other.toString());
        }
      }
      Files.write(file, bytes);
    }
    assertThat(refused).isEqualTo(30);
  }

  private void load(Path file, byte[] bytes, String change) throws IOException {
    Files.write(file, bytes);
    try {
      StoredCheckpoint loaded = CheckpointStore.read(CONF, original.path().toString());
      assertThat(loaded).as("%s: %s", file.getFileName(), change).isEqualTo(original);
      harmless++;
    } catch (CorruptCheckpointException e) {
      assertThat(e).hasMessageContaining(original.path().toString());
      refused++;
    }
  }
}
