/**
 * What a round of averaging costs when the workers compute nothing, on real executors; and a round
 * of dl4j-spark's own master beside it.
 *
 * <p>Runs on the shipped job jar with the Spark of the build; uses the rounds of the training job.
 * Nothing uses it.
 */
package org.sparkddpm.bench.rounds;
