/**
 * Where training images come from: MNIST, drawn digits, or IDX, Parquet and PNG files of any Hadoop
 * file system.
 *
 * <p>Uses the images and their formats, Spark and Hadoop; knows nothing of the jobs.
 */
package org.sparkddpm.jobs.data;
