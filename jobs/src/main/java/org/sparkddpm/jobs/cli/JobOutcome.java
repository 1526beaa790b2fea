package org.sparkddpm.jobs.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a job's work came to.
 *
 * @param status {@link JobStatus#FINISHED}, {@link JobStatus#STOPPED} or {@link
 *     JobStatus#PREFLIGHT}
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
    if (status == JobStatus.FAILED || status == JobStatus.DRY_RUN) {
      throw new IllegalArgumentException(
          "A job's work does not end as " + status.label() + "; throw on failure");
    }
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** All work is done. */
  public static JobOutcome finished(Map<String, Object> figures) {
    return new JobOutcome(JobStatus.FINISHED, figures);
  }

  /** Checked that the job can run here, as was asked, and did no work. */
  public static JobOutcome preflight(Map<String, Object> figures) {
    return new JobOutcome(JobStatus.PREFLIGHT, figures);
  }

  /** Stopped in good order; the same command goes on. */
  public static JobOutcome stopped(Map<String, Object> figures) {
    return new JobOutcome(JobStatus.STOPPED, figures);
  }
}
