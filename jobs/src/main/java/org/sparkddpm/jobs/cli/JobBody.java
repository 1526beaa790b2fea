package org.sparkddpm.jobs.cli;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.jobs.options.Settings;

/** The work of a job. */
@FunctionalInterface
public interface JobBody {
  /** Does the work. Returning means success; every failure is thrown. */
  JobOutcome run(Settings settings) throws Exception;

  /**
   * Checks for {@code --dry-run} what can be checked without Spark, such as whether a checkpoint
   * can be read.
   *
   * @param hadoop how to reach files
   * @return figures for the result
   */
  default Map<String, Object> dryRun(Settings settings, Configuration hadoop) throws Exception {
    return Map.of();
  }
}
