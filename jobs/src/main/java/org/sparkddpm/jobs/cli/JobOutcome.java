package org.sparkddpm.jobs.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a job's work came to.
 *
 * @param status {@link JobStatus#FINISHED} or {@link JobStatus#STOPPED}
 * @param figures results by name, in the order in which the result file shows them: numbers, texts,
 *     booleans, and lists and maps of these
 */
public record JobOutcome(JobStatus status, Map<String, Object> figures) {
  /**
   * Copies the figures.
   *
   * @throws IllegalArgumentException for a status that the launcher alone decides on
   */
  public JobOutcome {
    if (status != JobStatus.FINISHED && status != JobStatus.STOPPED) {
      throw new IllegalArgumentException(
          "A job's work ends as finished or stopped, not " + status.label() + "; throw on failure");
    }
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** All work is done. */
  public static JobOutcome finished(Map<String, Object> figures) {
    return new JobOutcome(JobStatus.FINISHED, figures);
  }

  /** Stopped in good order; the same command goes on. */
  public static JobOutcome stopped(Map<String, Object> figures) {
    return new JobOutcome(JobStatus.STOPPED, figures);
  }
}
