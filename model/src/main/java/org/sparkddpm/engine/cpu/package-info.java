/**
 * The engine {@code cpu}: floats in the host's memory, convolutions and matrix products by oneDNN,
 * called directly with primitives made once per shape, and everything else by loops in Java that
 * the just-in-time compiler turns into vector instructions.
 *
 * <p>Uses the engine's interfaces, the random streams, the images, JavaCPP, oneDNN, and of ND4J the
 * number of native threads and which backend is there.
 */
package org.sparkddpm.engine.cpu;
