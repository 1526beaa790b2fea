/** Data sets of any size, to see what reading them takes. */
package org.sparkddpm.bench.data;
