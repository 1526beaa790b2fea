package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** A job to which a fault happens, from its start until the same command has completed it. */
final class Trial implements AutoCloseable {

  /** For what takes seconds. */
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private static final Duration START = Duration.ofSeconds(8);
  private static final Duration STEP = Duration.ofMillis(600);
  private static final String ERROR = "-job.jar failed: ";

  private final Draw draw;
  private final Site site;
  private final Jobs jobs;
  private final Work.Inputs inputs;
  private final Place place;
  private final Random random;
  private final FileSystem files;
  private final List<SubmittedJob> attempts = new ArrayList<>();
  private final List<Runnable> lasting = new ArrayList<>();
  private final StringJoiner notes = new StringJoiner(", ");
  private final Progress progress;
  private int stepsBefore;
  private int stepsAfter;
  private Optional<Long> over = Optional.empty();

  /** When the command was given again: what orphaned executors finish before is no recovery. */
  private Optional<Long> again = Optional.empty();

  private long ended;

  /**
   * Starts the job.
   *
   * @param jobs on the medium of the case
   * @param inputs of the job
   * @param place which nothing else has
   */
  Trial(Draw draw, Site site, Jobs jobs, Work.Inputs inputs, Place place) throws IOException {
    this.draw = draw;
    this.site = site;
    this.jobs = jobs.with(draw.fault().options());
    this.inputs = inputs;
    this.place = place;
    this.random = draw.random();
    this.files = place.files();
    attempts.add(start());
    this.progress = new Progress(() -> draw.work().progress(place, files, List.copyOf(attempts)));
  }

  /**
   * Lets the fault happen, and sees the job to its end.
   *
   * @throws AssertionError if anything does not come as promised
   */
  void run() throws Exception {
    draw.fault().strike(this);
    if (over.isEmpty()) {
      over();
    }
    if (exitStatus() != 0) {
      requireMayEnd();
      again = Optional.of(System.nanoTime());
      attempts.add(start());
      assertThat(exitStatus()).as("exit status of the same command again").isZero();
    }
    ended = System.nanoTime();
  }

  private SubmittedJob start() throws IOException {
    return draw.work().start(jobs, inputs, place);
  }

  private int exitStatus() throws InterruptedException {
    awaitOrEnd("end of the job", () -> false);
    return job().exitStatus();
  }

  private void requireMayEnd() {
    boolean midRun = stepsBefore > 0 && stepsAfter < draw.work().steps();
    boolean may =
        switch (draw.fault().course()) {
          case UNTOUCHED, GOES_ON -> false;
          case WAITS -> draw.work() != Work.TRAINING || !midRun;
          case ENDS -> true;
        };
    assertThat(may).as("whether the job may fail by this").isTrue();
    if (draw.fault().course() == Course.WAITS) {
      assertThat(job().log()).as("an error that says why").contains(ERROR);
    }
  }

  Draw draw() {
    return draw;
  }

  Site site() {
    return site;
  }

  Place place() {
    return place;
  }

  Random random() {
    return random;
  }

  /** The job: its newest process. */
  SubmittedJob job() {
    return attempts.get(attempts.size() - 1);
  }

  /** Starts the same command once more, beside the job. */
  SubmittedJob second() throws IOException {
    return start();
  }

  /** Starts a reader of what the job writes. */
  SubmittedJob reader() throws IOException {
    return draw.work().read(jobs, inputs, place);
  }

  /** Whether there is anything for a reader. */
  boolean isReadable() throws IOException {
    return draw.work().isReadable(place, files);
  }

  /** Draws a length of time, each of its orders of magnitude as likely as any other. */
  Duration drawTime(int leastSeconds, int mostSeconds) {
    double factor = Math.pow((double) mostSeconds / leastSeconds, random.nextDouble());
    return Duration.ofMillis(Math.round(leastSeconds * factor * 1e3));
  }

  /** Waits for a drawn moment: from the start of the job on, or from one of its steps on. */
  void awaitMoment() {
    int step = random.nextInt(draw.work().steps());
    Duration more = (step == 0 ? START : STEP).multipliedBy(random.nextInt(1000)).dividedBy(1000);
    note(
        String.format(
            Locale.ROOT,
            "%.1f s after %s",
            more.toMillis() / 1e3,
            step == 0 ? "its start" : "step " + step));
    awaitOrEnd("step " + step, () -> progress.steps() >= step);
    pass(more);
    stepsBefore = progress.steps();
  }

  /** The same, and from then on for the next write. */
  void awaitWriting() {
    awaitMoment();
    await("a write")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .ignoreExceptions()
        .until(() -> !job().isRunning() || draw.work().isWriting(place, files));
    stepsBefore = progress.steps();
  }

  /** Lets time pass, unless the job ends meanwhile. */
  void pass(Duration time) {
    long began = System.nanoTime();
    awaitOrEnd("time", () -> System.nanoTime() - began >= time.toNanos());
  }

  /** Waits until something is so, or the job has ended. */
  void awaitOrEnd(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !job().isRunning() || condition.call());
  }

  /** From now on the job recovers; if never called, once the strike has returned. */
  void over() {
    over = Optional.of(System.nanoTime());
    stepsAfter = progress.steps();
  }

  /** What is to be done when the trial is closed. */
  void until(Runnable end) {
    lasting.add(end);
  }

  /** Says something of what happens, for the line of the case. */
  void note(String text) {
    notes.add(text);
  }

  /** What was noted. */
  String notes() {
    return notes.toString();
  }

  /** How many times the command was given. */
  int starts() {
    return attempts.size();
  }

  /**
   * How long it took the job that has been run to its end, from the end of the fault on, to come a
   * step further, or to its end; nothing if it was not to notice.
   */
  Optional<Duration> recovery() {
    return draw.fault().course() == Course.UNTOUCHED
        ? Optional.empty()
        : over.map(
            from -> Duration.ofNanos(progress.firstAfter(again.orElse(from)).orElse(ended) - from));
  }

  @Override
  public void close() throws IOException {
    attempts.forEach(SubmittedJob::close);
    lasting.forEach(Runnable::run);
    progress.close();
    files.close();
  }
}
