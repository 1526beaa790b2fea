/**
 * The benchmark: timed steps of our network and of a peer's in one interleaved run, where our time
 * goes, and JMH benchmarks of the kernels.
 *
 * <p>Runs on the shipped job jar; uses the model and, of the jobs, the options with their presets,
 * the model that they choose, and the tensors of checkpoints. Nothing uses it.
 */
package org.sparkddpm.bench;
