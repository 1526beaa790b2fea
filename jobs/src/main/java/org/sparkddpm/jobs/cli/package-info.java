/**
 * What the jobs share at their edges: options and where each value comes from, help texts, the
 * launcher of a job, its result file and its progress lines.
 *
 * <p>Uses picocli, Jackson and Hadoop's file systems; takes from Spark no more than the entries of
 * its configuration; knows nothing of the other job packages.
 */
package org.sparkddpm.jobs.cli;
