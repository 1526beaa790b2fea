/**
 * Where training images come from: MNIST, drawn digits, or data of any layout that a {@link
 * org.sparkddpm.jobs.data.DataFormat} knows on any Hadoop file system.
 *
 * <p>Uses the images and their formats, the options, Spark and Hadoop, and of the cluster how it is
 * made to forget; knows nothing of the jobs.
 */
package org.sparkddpm.jobs.data;
