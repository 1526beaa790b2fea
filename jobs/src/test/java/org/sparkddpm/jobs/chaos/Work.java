package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** The jobs that faults happen to: small, and always by the same command. */
enum Work {
  /** Drawn digits in rounds of 64 images, a checkpoint after each second one. */
  TRAINING(10) {

    @Override
    SubmittedJob start(Jobs jobs, Inputs inputs, Place place) throws IOException {
      return jobs.train(
          place.in(CHECKPOINTS),
          steps() * ROUND,
          "--data",
          inputs.data(),
          "--batch-size",
          "8",
          "--averaging-interval",
          "4",
          "--checkpoint-interval",
          Integer.toString(2 * ROUND),
          "--task-timeout",
          TASK_TIMEOUT);
    }

    @Override
    SubmittedJob read(Jobs jobs, Inputs inputs, Place place) throws IOException {
      return jobs.generate(place.in(CHECKPOINTS), place.in("none"), 1, "--dry-run");
    }

    @Override
    int progress(Place place, FileSystem files, List<SubmittedJob> attempts) {
      return attempts.stream()
          .mapToInt(job -> (int) EACH_ROUND.matcher(job.log()).results().count())
          .sum();
    }

    @Override
    boolean isReadable(Place place, FileSystem files) throws IOException {
      return files.globStatus(place.path(CHECKPOINTS + "/step-*/manifest.json")).length > 0;
    }

    @Override
    boolean isWriting(Place place, FileSystem files) throws IOException {
      FileStatus[] steps = files.globStatus(place.path(CHECKPOINTS + "/step-*"));
      return steps.length > 0
          && !files.exists(
              new org.apache.hadoop.fs.Path(steps[steps.length - 1].getPath(), "manifest.json"));
    }

    @Override
    Contents contents(Place place) throws IOException {
      return Contents.ofCheckpoints(place, CHECKPOINTS);
    }

    @Override
    void requireComplete(Contents contents) {
      assertThat(contents.count("round ")).isEqualTo(steps());
    }
  },

  /** Samples of ten classes in files of 16. */
  GENERATION(30) {

    @Override
    SubmittedJob start(Jobs jobs, Inputs inputs, Place place) throws IOException {
      return jobs.generate(
          inputs.model(), place.in(SAMPLES), PER_CLASS, OPTIONS.toArray(String[]::new));
    }

    @Override
    SubmittedJob read(Jobs jobs, Inputs inputs, Place place) throws IOException {
      return jobs.generate(
          inputs.model(),
          place.in(SAMPLES),
          PER_CLASS,
          Stream.concat(OPTIONS.stream(), Stream.of("--dry-run")).toArray(String[]::new));
    }

    @Override
    int progress(Place place, FileSystem files, List<SubmittedJob> attempts) throws IOException {
      int found = 0;
      // Of all folders at once, which S3 answers in one request.
      RemoteIterator<LocatedFileStatus> all = files.listFiles(place.path(SAMPLES), true);
      while (all.hasNext()) {
        found += all.next().getPath().getName().startsWith("part-") ? 1 : 0;
      }
      return found;
    }

    @Override
    boolean isReadable(Place place, FileSystem files) {
      return true;
    }

    /** Its executors write most of the time. */
    @Override
    boolean isWriting(Place place, FileSystem files) {
      return true;
    }

    @Override
    Contents contents(Place place) throws IOException {
      return Contents.ofSamples(place, SAMPLES);
    }

    @Override
    void requireComplete(Contents contents) {
      assertThat(contents.count("sample ")).isEqualTo(10 * PER_CLASS);
      assertThat(contents.count("run_id=")).isGreaterThan(steps());
    }
  };

  /** The folder of a training's checkpoints. */
  static final String CHECKPOINTS = "checkpoints";

  private static final String SAMPLES = "samples";
  private static final int ROUND = 64;
  private static final int PER_CLASS = 48;

  /**
   * In seconds; more than an executor's first task takes on an overloaded machine, which loads
   * native libraries.
   */
  private static final String TASK_TIMEOUT = "60";

  private static final List<String> OPTIONS =
      List.of(
          "--format",
          "parquet,idx",
          "--batch-size",
          "16",
          "--samples-per-file",
          "16",
          "--task-timeout",
          TASK_TIMEOUT);

  /** A line for each round, at level debug. */
  private static final Pattern EACH_ROUND =
      Pattern.compile("\\| round [\\d,]+/[\\d,]+ \\| images ");

  /**
   * What jobs read.
   *
   * @param data the images of a training
   * @param model the checkpoints that a generation takes its model from
   */
  record Inputs(String data, String model) {}

  private final int steps;

  Work(int steps) {
    this.steps = steps;
  }

  /** How far an undisturbed one comes, in steps that can be seen from outside. */
  int steps() {
    return steps;
  }

  /**
   * Starts it, or goes on with it.
   *
   * @param place where it writes
   */
  abstract SubmittedJob start(Jobs jobs, Inputs inputs, Place place) throws IOException;

  /** Starts a reader of what it writes, which does no work itself. */
  abstract SubmittedJob read(Jobs jobs, Inputs inputs, Place place) throws IOException;

  /**
   * The steps that can be seen by now, those that were done again among them.
   *
   * @param attempts all that were started on this place
   */
  abstract int progress(Place place, FileSystem files, List<SubmittedJob> attempts)
      throws IOException;

  /** Whether there is anything for a reader. */
  abstract boolean isReadable(Place place, FileSystem files) throws IOException;

  /** Whether it is in the middle of a write. */
  abstract boolean isWriting(Place place, FileSystem files) throws IOException;

  /** What a finished one has come to. */
  abstract Contents contents(Place place) throws IOException;

  /**
   * Checks that an undisturbed one has come to what was asked for, so that equal means complete.
   *
   * @throws AssertionError if not
   */
  abstract void requireComplete(Contents contents);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
