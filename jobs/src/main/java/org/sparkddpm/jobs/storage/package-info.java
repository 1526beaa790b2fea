/**
 * Where a run keeps what it has learned: named float32 tensors in the safetensors format, and a
 * store of checkpoints over Hadoop's {@code FileSystem} (local disk, HDFS, S3 and every other file
 * system that Hadoop knows).
 *
 * <p>A checkpoint is data, never Java objects: JSON and safetensors files under a folder of their
 * own and, last, a manifest with the length and the sha256 of each. A checkpoint exists once its
 * manifest does.
 *
 * <p>Uses the JDK, Hadoop's client, Jackson and SLF4J; it knows nothing of the model, of Spark or
 * of the other job packages.
 */
package org.sparkddpm.jobs.storage;
