package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {

  @TempDir private Path folder;

  private CheckpointStore store(int keepLast) throws IOException {
    return new CheckpointStore(new Configuration(false), folder.toString(), keepLast);
  }

  private Path write(int keepLast, long imagesSeen, double loss) throws IOException {
    OptionalDouble measured = Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss);
    return Path.of(
        store(keepLast)
            .write(imagesSeen, RandomCheckpoint.of(imagesSeen), measured)
            .toUri()
            .getPath());
  }

  /** The images seen of the folders that are there, ascending. */
  private List<Long> kept() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> Long.parseLong(path.getFileName().toString().substring(5, 17)))
          .sorted()
          .toList();
    }
  }

  @Test
  void keepsTheLastOnesAndTheBest() throws IOException {
    write(2, 1, 0.9);
    write(2, 2, 0.1);
    write(2, 3, 0.5);
    write(2, 4, 0.4);
    write(2, 5, Double.NaN);
    assertThat(kept()).containsExactly(2L, 4L, 5L);
    assertThat(store(2).best().orElseThrow().imagesSeen()).isEqualTo(2);
    assertThat(store(2).newestIntact().orElseThrow().imagesSeen()).isEqualTo(5);
  }

  @Test
  void keepsTheRightOnesInRandomRuns() throws IOException {
    Random random = new Random(8);
    for (int run = 0; run < 20; run++) {
      for (long step : kept()) {
        deleteStep(step);
      }
      int keepLast = 1 + random.nextInt(4);
      int best = -1;
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < 8; step++) {
        double loss = random.nextInt(3) == 0 ? Double.NaN : random.nextInt(4);
        losses.add(loss);
        write(keepLast, step, loss);
        best = !Double.isNaN(loss) && (best < 0 || loss <= losses.get(best)) ? step : best;
        List<Long> expected = new ArrayList<>();
        for (long each = 0; each <= step; each++) {
          if (each > step - keepLast || each == best) {
            expected.add(each);
          }
        }
        assertThat(kept()).as("keep %d, losses %s", keepLast, losses).isEqualTo(expected);
      }
    }
  }

  @Test
  void keepsAllWhereAsked() throws IOException {
    for (int step = 0; step < 6; step++) {
      write(Integer.MAX_VALUE, step, step);
    }
    assertThat(kept()).hasSize(6);
  }

  @Test
  void removesOnlyOlderRemainsOfWritesThatNeverEnded() throws IOException {
    for (long step : new long[] {1, 5, 9}) {
      Files.delete(write(Integer.MAX_VALUE, step, Double.NaN).resolve("manifest.json"));
    }
    write(3, 5, Double.NaN);
    assertThat(kept()).containsExactly(5L, 5L, 9L);
    write(3, 6, Double.NaN);
    assertThat(kept()).containsExactly(5L, 6L, 9L);
  }

  /** Of the last checkpoint of a run there is never an older one that would take them along. */
  @Test
  void whoHasAClaimRemovesRemainsOfTheSameCheckpointToo() throws IOException {
    for (long step : new long[] {5, 9}) {
      Files.delete(write(Integer.MAX_VALUE, step, Double.NaN).resolve("manifest.json"));
    }
    CheckpointStore store = store(3);
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(5, RandomCheckpoint.of(5), OptionalDouble.empty());
    }
    assertThat(kept()).containsExactly(5L, 9L);
    assertThat(store(3).newestIntact().orElseThrow().imagesSeen()).isEqualTo(5);
  }

  @Test
  void whatStaysForWantOfTimeTheNextRunRemoves() throws IOException {
    CheckpointStore told = store(1);
    told.removeOldUnless(() -> true);
    try (Closeable claim = told.claim()) {
      assertThat(claim).isNotNull();
      for (long step = 1; step < 4; step++) {
        told.write(step, RandomCheckpoint.of(step), OptionalDouble.empty());
      }
    }
    assertThat(kept()).containsExactly(1L, 2L, 3L);
    CheckpointStore next = store(1);
    try (Closeable claim = next.claim()) {
      assertThat(claim).isNotNull();
      next.write(4, RandomCheckpoint.of(4), OptionalDouble.empty());
    }
    assertThat(kept()).containsExactly(4L);
  }

  @Test
  void neverRemovesWhatWasJustWritten() throws IOException {
    write(1, 500, 0.1);
    Path behind = write(1, 310, 0.5);
    assertThat(behind.resolve("manifest.json")).exists();
    assertThat(kept()).containsExactly(310L, 500L);
  }

  @Test
  void cutCheckpointsDoNotCountAndDamagedOnesStay() throws IOException {
    write(2, 1, Double.NaN);
    Files.delete(write(2, 2, Double.NaN).resolve("ema.safetensors"));
    Files.writeString(write(2, 3, Double.NaN).resolve("manifest.json"), "{");
    write(2, 4, Double.NaN);
    assertThat(kept()).containsExactly(1L, 2L, 3L, 4L);
    write(2, 5, Double.NaN);
    assertThat(kept()).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void leavesEverythingElseAlone() throws IOException {
    Files.createDirectories(folder.resolve("keepsake/step-000000000001-00000000"));
    Files.writeString(folder.resolve("notes.txt"), "mine");
    store(1).write(1, RandomCheckpoint.of(1), OptionalDouble.empty());
    store(1).write(2, RandomCheckpoint.of(2), OptionalDouble.empty());
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(3);
    }
    assertThat(folder.resolve("keepsake/step-000000000001-00000000")).exists();
  }

  /** An archive that somebody has put here by a link is not this run's to remove. */
  @Test
  void nothingBehindALinkIsRemoved(@TempDir Path archive) throws IOException {
    Path kept = write(1, 1, Double.NaN);
    Path moved = archive.resolve(kept.getFileName());
    Files.move(kept, moved);
    Files.createSymbolicLink(kept, moved);
    Path unfinished = Files.createDirectories(archive.resolve("step-000000000000-00000000"));
    Files.writeString(unfinished.resolve("config.json"), "mine");
    Files.createSymbolicLink(folder.resolve(unfinished.getFileName()), unfinished);
    for (long step = 2; step < 5; step++) {
      write(1, step, Double.NaN);
    }
    assertThat(kept()).containsExactly(0L, 1L, 4L);
    assertThat(moved.resolve("manifest.json")).exists();
    assertThat(moved.resolve("ema.safetensors")).exists();
    assertThat(unfinished.resolve("config.json")).hasContent("mine");
  }

  @Test
  void aFolderWithOtherFilesThanACheckpointHasStaysWhole() throws IOException {
    Path noted = write(1, 1, Double.NaN);
    Files.writeString(noted.resolve("notes.txt"), "mine");
    Path nested = write(1, 2, Double.NaN);
    Files.createDirectories(nested.resolve("plots"));
    Path copied = write(1, 3, Double.NaN);
    Files.writeString(copied.resolve(".ema.safetensors.crc"), "by hadoop fs -put");
    Files.writeString(
        copied.resolve(".ema.safetensors.01234567-89ab-cdef-0123-456789abcdef.tmp"), "killed");
    write(1, 4, Double.NaN);
    assertThat(kept()).containsExactly(1L, 2L, 4L);
    assertThat(noted.resolve("notes.txt")).hasContent("mine");
    assertThat(noted.resolve("manifest.json")).exists();
    assertThat(nested.resolve("manifest.json")).exists();
  }

  private void deleteStep(long step) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      String name = String.format(Locale.ROOT, "step-%012d", step);
      all.filter(path -> path.toString().contains(name))
          .sorted(Comparator.reverseOrder())
          .forEach(path -> assertThat(path.toFile().delete()).isTrue());
    }
  }
}
