package org.sparkddpm.jobs.train;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.report.Chart;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.LostBytes;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * All rounds of a run as a table, in the file {@value #NAME} beside its checkpoints. The file is
 * written before each checkpoint, and a run that goes on keeps the rows up to the checkpoint that
 * it goes on from, so that no round is lost and none is there twice.
 */
final class TrainingHistory {

  /** The file's name. */
  static final String NAME = "history.csv";

  private static final Logger log = LoggerFactory.getLogger(TrainingHistory.class);

  private static final String HEADER =
      "round,time,images_seen,loss,validation_loss,learning_rate,images_per_second,seconds,"
          + "outside_compute,executor_mb,driver_mb";

  /** More than the rounds of any run take, in bytes. */
  private static final long LONGEST = 1 << 28;

  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9}),");

  /**
   * What a round came to.
   *
   * @param round its number, from 1
   * @param time its end
   * @param imagesSeen training images seen by then
   * @param loss mean over the round's images
   * @param learningRate of its last minibatch
   * @param imagesPerSecond of all workers
   * @param seconds on the driver's clock
   * @param outsideCompute share of the workers' time in which they did not compute, 0 to 1
   * @param executorMegabytes physical memory of the largest executor's process
   * @param driverMegabytes the same of the driver's
   */
  record Round(
      int round,
      Instant time,
      long imagesSeen,
      double loss,
      double learningRate,
      double imagesPerSecond,
      double seconds,
      double outsideCompute,
      long executorMegabytes,
      long driverMegabytes) {

    /** A round that ends now. */
    static Round of(
        TrainingProgress state, double learningRate, RoundResult result, MemoryUse driver) {
      return new Round(
          state.round(),
          Instant.now(),
          state.imagesSeen(),
          result.loss(),
          learningRate,
          result.images() / result.seconds(),
          result.seconds(),
          result.outsideShare(),
          result.memory().resident() / 1_000_000,
          driver.resident() / 1_000_000);
    }

    String row(OptionalDouble validationLoss) {
      return String.join(
          ",",
          Integer.toString(round),
          time.truncatedTo(ChronoUnit.MILLIS).toString(),
          Long.toString(imagesSeen),
          Double.toString(loss),
          validationLoss.isPresent() ? Double.toString(validationLoss.getAsDouble()) : "",
          Double.toString(learningRate),
          Double.toString(imagesPerSecond),
          Double.toString(seconds),
          Double.toString(outsideCompute),
          Long.toString(executorMegabytes),
          Long.toString(driverMegabytes));
    }
  }

  private final Location file;
  private final List<String> rows;

  /** Whether the file has all rows as they are. */
  private boolean written;

  private TrainingHistory(Location file, List<String> rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * The history of a run that goes on, or begins. A file whose bytes are gone, or that no run can
   * have written, gets another name, and the history begins anew.
   *
   * @param folder of the checkpoints
   * @param rounds how many are done
   * @throws IOException if the file is there and cannot be read now
   */
  static TrainingHistory of(Location folder, int rounds) throws IOException {
    Location file = folder.at(new Path(folder.path(), NAME));
    List<String> rows = new ArrayList<>();
    int last = 0;
    for (String row : rounds == 0 ? List.<String>of() : read(file)) {
      Matcher number = NUMBER.matcher(row);
      if (number.lookingAt()) {
        int round = Integer.parseInt(number.group(1));
        if (round > last && round <= rounds) {
          rows.add(row);
          last = round;
        }
      }
    }
    if (rows.size() < rounds) {
      log.warn("{} has only {} of the {} rounds that are done", file.path(), rows.size(), rounds);
    }
    return new TrainingHistory(file, rows);
  }

  private static List<String> read(Location file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(file.open(LONGEST), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    } catch (UncheckedIOException e) {
      return nothingIfLost(file, e.getCause());
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static List<String> nothingIfLost(Location file, IOException failure) throws IOException {
    if (!LostBytes.is(failure) && !(failure instanceof FileTooLongException)) {
      throw file.unreadable(failure);
    }
    Path aside =
        new Path(file.path().getParent(), "history-unreadable-" + UUID.randomUUID() + ".csv");
    if (!file.fileSystem().rename(file.path(), aside)) {
      throw file.unreadable(failure);
    }
    log.warn(
        "{} cannot be read: {}; it is called {} from now on, and the rounds up to here are missing"
            + " in the new one",
        file.path(),
        failure.getMessage(),
        aside.getName());
    return List.of();
  }

  /**
   * What a column holds over the images seen; rounds without a value are left out.
   *
   * @param column its name in the file's first line
   */
  List<Chart.Point> over(String column) {
    List<String> names = List.of(HEADER.split(","));
    int x = names.indexOf("images_seen");
    int y = names.indexOf(column);
    return rows.stream()
        .map(row -> row.split(",", -1))
        .filter(cells -> !cells[y].isEmpty())
        .map(cells -> new Chart.Point(Double.parseDouble(cells[x]), Double.parseDouble(cells[y])))
        .toList();
  }

  /** Adds a round that has not been validated. */
  void add(Round round) {
    rows.add(round.row(OptionalDouble.empty()));
    written = false;
  }

  /** Says of the round that was added last what its validation gave. */
  void validated(Round round, OptionalDouble loss) {
    rows.set(rows.size() - 1, round.row(loss));
    written = false;
  }

  /** Whether nothing has changed since the file was written. */
  boolean isWritten() {
    return written;
  }

  /**
   * Replaces the file.
   *
   * @throws IOException if it cannot be written; then it is as it was
   */
  void write() throws IOException {
    String text = HEADER + "\n" + String.join("\n", rows) + "\n";
    try {
      WholeFile.write(
          file.fileSystem(), file.path(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be written: %s; see that there is space and that the job may write there"
              .formatted(file.path(), e.getMessage()),
          e);
    }
    written = true;
  }
}
