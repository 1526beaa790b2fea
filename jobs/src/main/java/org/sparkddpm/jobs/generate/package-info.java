/**
 * The generation job: exactly N samples of each class from a checkpoint, over all executors, as
 * Parquet, IDX and PNG.
 *
 * <p>Uses everything below: the model, the command line, the data sources, the checkpoint store and
 * Spark; knows nothing of training on Spark.
 */
package org.sparkddpm.jobs.generate;
