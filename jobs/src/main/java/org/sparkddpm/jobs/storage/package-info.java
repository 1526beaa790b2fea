/**
 * Files on any of Hadoop's file systems (local disk, HDFS, S3 and every other one that Hadoop
 * knows): written whole or not at all, by one process in a folder at a time, described by length
 * and sha256, and the two formats that others read too, strict JSON and safetensors.
 *
 * <p>Uses the JDK, Hadoop's client, Jackson and SLF4J; it knows nothing of the model, of Spark or
 * of the other job packages.
 */
package org.sparkddpm.jobs.storage;
