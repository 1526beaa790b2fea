package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.opentest4j.TestAbortedException;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;

/**
 * Runs cases one after the other on the same site. What a case wrote is removed if it survived;
 * otherwise its folder has the logs of its jobs and of their executors, all files of theirs, and a
 * file {@code failure.txt} with what was wrong and the command that makes the case again.
 */
final class Cases implements AutoCloseable {

  private final Path folder;
  private final Site site;
  private final Undisturbed undisturbed;

  /**
   * Starts a cluster.
   *
   * @param folder for all that is written
   */
  Cases(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.site = Site.start(folder.resolve("site"));
    this.undisturbed = new Undisturbed(site, folder.resolve("undisturbed"));
  }

  /**
   * Runs a case, and before it the same job undisturbed where that has not been yet.
   *
   * @throws AssertionError if that fails, or the site cannot be repaired afterwards
   */
  Outcome run(Draw draw) throws Exception {
    String name = String.format(Locale.ROOT, "case-%04d", draw.number());
    Path logs = folder.resolve(name);
    Place place;
    try {
      place = site.place(draw.medium(), name);
    } catch (TestAbortedException e) {
      return Outcome.skipped(draw, e.getMessage().replace("Assumption failed: ", ""));
    }
    Contents expected = undisturbed.of(draw.work(), draw.medium());
    long began = System.nanoTime();
    Jobs jobs = site.jobs(draw.medium(), logs);
    Work.Inputs inputs = undisturbed.inputs(draw.work(), draw.medium());
    Trial trial = new Trial(draw, site, jobs, inputs, place);
    Optional<Throwable> failure = Optional.empty();
    try (trial) {
      trial.run();
      assertThat(draw.work().contents(place).differencesFrom(expected))
          .as("differences from the undisturbed run")
          .isEmpty();
    } catch (Exception | AssertionError e) {
      failure = Optional.of(e);
    }
    Duration whole = Duration.ofNanos(System.nanoTime() - began);
    if (failure.isPresent()) {
      keepLogs(logs, draw, trial, failure.get());
    }
    site.repair();
    if (failure.isPresent()) {
      place.copyTo(logs.resolve("files"));
    } else {
      FileUtil.fullyDelete(logs.toFile());
    }
    place.delete();
    return failure
        .map(
            wrong ->
                Outcome.failed(
                    draw,
                    trial,
                    whole,
                    "%s; see %s/failure.txt; again: %s"
                        .formatted(firstLine(wrong), logs, draw.again())))
        .orElseGet(() -> Outcome.survived(draw, trial, whole));
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
  }

  private void keepLogs(Path logs, Draw draw, Trial trial, Throwable failure) throws IOException {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    Files.writeString(
        logs.resolve("failure.txt"),
        """
        %s: %s on %s, %s
        Again: %s

        %s\
        """
            .formatted(
                draw.fault(), draw.work(), draw.medium(), trial.notes(), draw.again(), trace));
    for (Path file : site.cluster().files()) {
      if (file.endsWith("stderr")) {
        Path relative = folder.resolve("site/cluster").relativize(file);
        Path copy = logs.resolve("executors").resolve(relative);
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Override
  public void close() throws IOException {
    site.close();
  }
}
