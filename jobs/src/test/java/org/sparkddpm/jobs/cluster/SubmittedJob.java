package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job that runs as a process of its own, submitted as a user would. */
final class SubmittedJob implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(8);

  private final Process process;
  private final Path log;

  private SubmittedJob(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Submits a job by {@code scripts/spark-submit}, whose process becomes the driver. */
  static SubmittedJob submit(
      Path log, Map<String, String> environment, List<String> options, String job, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Children.script("spark-submit")));
    command.addAll(options);
    command.add(job);
    command.addAll(List.of(more));
    return new SubmittedJob(Children.start(log, environment, command), log);
  }

  /** The same from a command of any kind. */
  static SubmittedJob of(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    return new SubmittedJob(Children.start(log, environment, command), log);
  }

  String log() {
    return Children.text(log);
  }

  /** Waits until the log has the regular expression; returns the match. */
  Matcher awaitLog(String expression) {
    Pattern pattern = Pattern.compile(expression);
    await(expression)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> pattern.matcher(log()).find() || !process.isAlive());
    Matcher matcher = pattern.matcher(log());
    assertThat(matcher.find())
        .as("'%s' in the log of a job that ended:%n%s", expression, log())
        .isTrue();
    return matcher;
  }

  /** Waits for the job's end and returns its exit status. */
  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)).as(log()).isTrue();
    return process.exitValue();
  }

  /** Waits for the end of a job that is to succeed. */
  SubmittedJob succeed() throws InterruptedException {
    assertThat(exitStatus()).as(log()).isZero();
    return this;
  }

  /** Ends the driver as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends the driver as {@code kill} does (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
