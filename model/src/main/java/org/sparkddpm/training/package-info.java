/**
 * One machine's training: a step, the moving average of the weights, the state of a run.
 *
 * <p>Uses everything of the model and DL4J; knows nothing of Spark.
 */
package org.sparkddpm.training;
