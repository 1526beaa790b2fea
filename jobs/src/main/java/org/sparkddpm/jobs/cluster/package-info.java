/**
 * What a job asks of its cluster and how it takes what it gets: executors that come late, never or
 * go away, tasks that hang, settings that were not given, and the wish that it stop.
 *
 * <p>Uses Spark and Hadoop, and of the engines how a device is described; knows nothing of the
 * jobs.
 */
package org.sparkddpm.jobs.cluster;
