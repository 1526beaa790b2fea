/**
 * Where the tasks of a job stand, for works that count nothing else.
 *
 * <p>Uses Spark, the progress lines of {@code jobs.cli} and the clock of {@code jobs.cluster}.
 */
package org.sparkddpm.jobs.progress;
