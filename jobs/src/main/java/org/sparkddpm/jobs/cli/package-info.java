/**
 * What the jobs share at their edges: the launcher of a job, its result file and its progress
 * lines.
 *
 * <p>Uses Jackson and Hadoop's file systems; takes from Spark no more than the entries of its
 * configuration; knows nothing of the other job packages but their options.
 */
package org.sparkddpm.jobs.cli;
