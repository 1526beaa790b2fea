/** The benchmark on a GPU: {@code scripts/bench --gpu}. */
package org.sparkddpm.bench.gpu;
