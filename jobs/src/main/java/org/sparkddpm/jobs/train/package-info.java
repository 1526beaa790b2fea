/**
 * The training job: the data set as shards over the executors, rounds of parameter averaging under
 * dl4j-spark's SparkComputationGraph, checkpoints and validation.
 *
 * <p>Uses everything below: the model, the command line, the data sources, the checkpoint store,
 * Spark and dl4j-spark; knows nothing of generation.
 */
package org.sparkddpm.jobs.train;
