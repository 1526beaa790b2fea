/**
 * Folders of generated samples, for every job that reads them: what identifies a run, which files
 * it has and whether they are whole, and the samples in them.
 *
 * <p>Uses the model's configuration, {@code jobs.storage} and {@code jobs.checkpoint}, Parquet and
 * Spark; knows nothing of how samples are made.
 */
package org.sparkddpm.jobs.samples;
