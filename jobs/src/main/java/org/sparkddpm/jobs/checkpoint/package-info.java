/**
 * Where a run keeps what it has learned: a store of checkpoints, with one writer at a time and as
 * many as are to be kept, and the model's configuration and parameters as they stand in one.
 *
 * <p>A checkpoint is data, never Java objects: JSON and safetensors files under a folder of their
 * own and, last, a manifest with the length and the sha256 of each. A checkpoint exists once its
 * manifest does.
 *
 * <p>Uses the model's configuration and layout, and {@code jobs.storage} for files; it knows
 * nothing of Spark or of the other job packages.
 */
package org.sparkddpm.jobs.checkpoint;
