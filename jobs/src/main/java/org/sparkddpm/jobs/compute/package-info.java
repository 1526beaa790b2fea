/**
 * What a job computes by: the options that choose an engine, what Spark's settings give them, and
 * the engine of a task on the GPU that it was given.
 *
 * <p>Uses Spark, the engines by their names, the options; knows nothing of the jobs.
 */
package org.sparkddpm.jobs.compute;
