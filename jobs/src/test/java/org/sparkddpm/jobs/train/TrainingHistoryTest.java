package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.Location;

class TrainingHistoryTest {

  @TempDir Path folder;

  @Test
  void everyRoundIsARowAndValidationsStandWithTheirRound() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TrainingHistory history = history(0);
      history.add(round(1, 0.5));
      history.add(round(2, 0.25));
      history.validated(round(2, 0.25), OptionalDouble.of(0.125));
      history.write();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(folder.resolve("history.csv"))
        .hasContent(
            """
round,time,images_seen,loss,validation_loss,learning_rate,images_per_second,seconds,outside_compute,executor_mb,driver_mb
1,2026-01-01T00:00:01Z,160,0.5,,0.001,80.0,2.0,0.1,1200,900
2,2026-01-01T00:00:02Z,320,0.25,0.125,0.001,80.0,2.0,0.1,1200,900
""");
  }

  @Test
  void aRunThatGoesOnKeepsTheRoundsOfItsCheckpointAndNoOthers() throws IOException {
    write(history(0), 1, 2, 3, 4);
    write(history(2), 3);
    assertThat(rounds()).containsExactly("1", "2", "3");
    write(history(0), 1);
    assertThat(rounds()).containsExactly("1");
  }

  @Test
  void aRunWithoutAHistoryBeginsOneAndKeepsIt() throws IOException {
    write(history(50), 51, 52);
    write(history(52), 53);
    assertThat(rounds()).containsExactly("51", "52", "53");
  }

  @Test
  void aHistoryWhoseBytesAreGoneIsPutAsideAndTrainingGoesOn() throws IOException {
    write(history(0), 1, 2);
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.breaksOff = path -> path.getName().equals("history.csv");
    faults.failure = () -> new BlockMissingException("history.csv", "no node has the block", 0);
    TrainingHistory history;
    try (CapturedLog log = new CapturedLog(TrainingHistory.class)) {
      history = history(faults, 2);
      assertThat(log.lines().get(0))
          .contains("history.csv cannot be read: no node has the block; it is called history-unr");
    }
    write(history, 3);
    assertThat(rounds()).containsExactly("3");
    assertThat(folder)
        .isDirectoryContaining(
            file ->
                file.getFileName().toString().matches("history-unreadable-.*csv")
                    && file.toFile().length() > 200);
  }

  @Test
  void aStoreThatIsAwayIsNoLostHistory() throws IOException {
    write(history(0), 1, 2);
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.breaksOff = path -> path.getName().equals("history.csv");
    faults.failure = FaultyFileSystem::connectionEnded;
    assertThatIOException()
        .isThrownBy(() -> history(faults, 2))
        .withMessageContaining("history.csv: End of File Exception between");
    assertThat(rounds()).containsExactly("1", "2");
  }

  private TrainingHistory history(FaultyFileSystem.Faults faults, int rounds) throws IOException {
    return TrainingHistory.of(
        Location.of(
            FaultyFileSystem.configuration(faults), FaultyFileSystem.SCHEME + "://" + folder),
        rounds);
  }

  private TrainingHistory history(int rounds) throws IOException {
    return TrainingHistory.of(Location.of(new Configuration(), folder.toString()), rounds);
  }

  private static void write(TrainingHistory history, int... rounds) throws IOException {
    for (int round : rounds) {
      history.add(round(round, 0.5));
    }
    history.write();
  }

  private List<String> rounds() throws IOException {
    return Files.readAllLines(folder.resolve("history.csv")).stream()
        .skip(1)
        .map(row -> row.substring(0, row.indexOf(',')))
        .toList();
  }

  private static TrainingHistory.Round round(int number, double loss) {
    return new TrainingHistory.Round(
        number,
        Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number),
        160L * number,
        loss,
        0.001,
        80,
        2,
        0.1,
        1200,
        900);
  }
}
