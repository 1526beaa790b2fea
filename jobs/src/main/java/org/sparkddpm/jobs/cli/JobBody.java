package org.sparkddpm.jobs.cli;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The work of a job.
 *
 * @param <S> the job's settings
 */
@FunctionalInterface
public interface JobBody<S extends JobSettings> {
  /**
   * Does the work. Returning means success; every failure is thrown.
   *
   * @param options every option with its origin, to store beside what the job makes
   */
  JobOutcome run(S settings, ResolvedOptions options) throws Exception;

  /**
   * Checks for {@code --dry-run} what can be checked without Spark, such as whether a checkpoint
   * can be read.
   *
   * @param hadoop how to reach files
   * @return figures for the result
   */
  default Map<String, Object> rehearse(S settings, ResolvedOptions options, Configuration hadoop)
      throws Exception {
    return Map.of();
  }
}
