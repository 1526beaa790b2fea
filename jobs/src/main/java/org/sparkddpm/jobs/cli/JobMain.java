package org.sparkddpm.jobs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cluster.StoppedException;
import org.sparkddpm.jobs.options.HadoopSettings;
import org.sparkddpm.jobs.options.Invocation;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.options.UsageException;
import org.sparkddpm.jobs.storage.ClaimedException;
import scala.Tuple2;

/**
 * Runs a job from its command line. A main class is no more than
 *
 * <pre>{@code
 * public static void main(String[] args) throws Exception {
 *   JobMain.run(TrainOptions.COMMAND, args, System.out, new TrainJob());
 * }
 * }</pre>
 *
 * <p>Returning is success and throwing is failure, for an exit status of our own would be lost in
 * YARN's cluster mode.
 */
public final class JobMain {
  private static final Logger log = LoggerFactory.getLogger(JobMain.class);

  private final JobCommand command;
  private final JobBody body;
  private final PrintStream out;
  private final Clock clock;

  JobMain(JobCommand command, JobBody body, PrintStream out, Clock clock) {
    this.command = command;
    this.body = body;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Shows help or version, or else runs the job and writes its result. Spark properties are those
   * that spark-submit has set.
   *
   * @param out where help, version and the result of a dry run go
   * @throws UsageException when the options cannot be used
   * @throws JobFailedException when the job fails for a reason that its message tells
   * @throws Exception what else the job throws
   */
  public static void run(JobCommand command, String[] args, PrintStream out, JobBody body)
      throws Exception {
    new JobMain(command, body, out, Clock.systemUTC()).run(List.of(args), JobMain::sparkConf);
  }

  void run(List<String> args, Supplier<Map<String, String>> sparkConf) throws Exception {
    Invocation invocation = command.parse(args, sparkConf);
    if (invocation instanceof Invocation.Show show) {
      out.print(show.text());
      out.flush();
    } else if (invocation instanceof Invocation.Run run) {
      Configuration hadoop = HadoopSettings.of(sparkConf.get());
      log.info("Options of {}:\n{}", command.job(), run.settings().toTable());
      if (!run.settings().fitted().isEmpty()) {
        log.info("fitted to what was set: {}", String.join("; ", run.settings().fitted()));
      }
      run(run.settings(), hadoop);
    }
  }

  private void run(Settings settings, Configuration hadoop) throws Exception {
    String place = command.standard().resultFile(settings, hadoop);
    ResultFile file = new ResultFile(place, hadoop);
    boolean dryRun = settings.get(command.standard().dryRun());
    // What does no work must not replace the account of a real one, unless told to.
    boolean keepResult =
        command.works(settings) || settings.origin(command.standard().result()) != Origin.DEFAULT;
    Instant started = clock.instant();
    if (keepResult) {
      clear(file);
    }
    JobResult result;
    try {
      result = dryRun ? dryRun(settings, hadoop, started) : work(settings, started);
    } catch (Throwable failure) {
      String account =
          !keepResult
              ? "nothing was done"
              : ExceptionUtils.indexOfType(failure, ClaimedException.class) >= 0
                  ? "the result in " + place + " is left to the other driver"
                  : writeFailure(settings, started, failure, file, place);
      if (JobFailedException.tellsAll(failure)) {
        throw told(failure, account);
      }
      log.error("{} failed: {}", command.job(), account);
      throw failure;
    }
    if (keepResult) {
      write(result, file);
      log.info("Result of {} in {}", command.job(), place);
    }
    logEnd(result);
  }

  private void clear(ResultFile file) {
    try {
      file.delete();
    } catch (IOException e) {
      throw told(e, "nothing was done");
    }
  }

  private void write(JobResult result, ResultFile file) {
    try {
      file.write(result);
    } catch (IOException e) {
      logEnd(result);
      throw told(
          e,
          (result.status() == JobStatus.FINISHED
                  ? "all work is done"
                  : "the work itself ended as " + result.status().label())
              + ", its figures are in the log; only its result could not be written");
    }
  }

  private void logEnd(JobResult result) {
    String figures = result.figures().isEmpty() ? "" : ": " + result.summary();
    log.info("{} {}{}", command.job(), result.status().label(), figures);
  }

  private JobFailedException told(Throwable failure, String account) {
    log.debug("where {} failed", command.job(), failure);
    return JobFailedException.of(command.program(), failure, account);
  }

  private JobResult work(Settings settings, Instant started) throws Exception {
    JobOutcome outcome;
    try {
      outcome = body.run(settings);
    } catch (StoppedException told) {
      log.debug("where {} was", command.job(), told);
      log.info("{}", told.getMessage());
      outcome = JobOutcome.stopped(Map.of());
    }
    return result(settings, outcome.status(), started, outcome.figures(), Optional.empty());
  }

  private JobResult dryRun(Settings settings, Configuration hadoop, Instant started)
      throws Exception {
    Map<String, Object> figures = body.dryRun(settings, hadoop);
    JobResult result = result(settings, JobStatus.DRY_RUN, started, figures, Optional.empty());
    out.print(result.toJson());
    out.flush();
    return result;
  }

  /** Returns where the account of the run is, or why there is none. */
  private String writeFailure(
      Settings settings, Instant started, Throwable failure, ResultFile file, String place) {
    // Now: the store of the account may be what has failed, and take minutes to say so again.
    log.error("{} failed: {}", command.job(), JobFailedException.inOneLine(failure));
    Optional<String> error = Optional.of(JobResult.describe(failure));
    try {
      file.write(result(settings, JobStatus.FAILED, started, figures(failure), error));
      return "the account of this run is in " + place;
    } catch (IOException | RuntimeException unwritten) {
      failure.addSuppressed(unwritten);
      return "there is no account of this run: " + unwritten.getMessage();
    }
  }

  private static Map<String, Object> figures(Throwable failure) {
    return failure instanceof FailureWithFigures measured ? measured.figures() : Map.of();
  }

  private JobResult result(
      Settings settings,
      JobStatus status,
      Instant started,
      Map<String, Object> figures,
      Optional<String> error) {
    return new JobResult(command.job(), status, started, clock.instant(), settings, figures, error);
  }

  private static Map<String, String> sparkConf() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Tuple2<String, String> property : new SparkConf().getAll()) {
      properties.put(property._1(), property._2());
    }
    return properties;
  }
}
