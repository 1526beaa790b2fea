/**
 * What a job checks in its first seconds, on the driver and on every executor: whether it can run
 * to its end here, and what to change if not.
 *
 * <p>Uses the engine {@code cpu}, which says what convolutions run on, what native libraries have
 * in common, {@code jobs.cluster} and {@code jobs.compute}; knows nothing of the jobs, which hand
 * in what to write and to read.
 */
package org.sparkddpm.jobs.preflight;
