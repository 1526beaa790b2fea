/** A peer of the benchmark: libtorch from Java. Uses nothing of the project. */
package org.sparkddpm.bench.libtorch;
