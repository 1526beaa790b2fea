/**
 * Folders of generated samples, for every job that reads them: what identifies a run, which files
 * it has and whether they are whole, and the samples in them with label, index and provenance.
 *
 * <p>A reader opens a {@link org.sparkddpm.jobs.samples.RunFolder}, asks it for its {@link
 * org.sparkddpm.jobs.samples.RunDescription description} and reads the samples of its {@link
 * org.sparkddpm.jobs.samples.SampleUnits units}, in the tasks of executors by {@link
 * org.sparkddpm.jobs.samples.UnitNumbers}. Spark reads the folder as it is.
 *
 * <p>Uses the model's configuration, samplers and images, {@code jobs.storage} and {@code
 * jobs.checkpoint}, Parquet and Spark; knows nothing of the jobs, which make the samples or read
 * them.
 */
package org.sparkddpm.jobs.samples;
