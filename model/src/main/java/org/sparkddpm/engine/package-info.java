/**
 * What the network computes on: tensors, the engine that owns their memory, and the kernels, which
 * are all the arithmetic of training and sampling. An engine is found by its name; which memory and
 * libraries stand behind it is known to the engine alone.
 *
 * <p>Uses the random streams, the images and the JDK; nothing above it may name what an engine is
 * made of.
 */
package org.sparkddpm.engine;
