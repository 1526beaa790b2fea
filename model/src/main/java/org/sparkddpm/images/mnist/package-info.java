/** The MNIST database: where it may lie, how it is fetched, and whether it is the original. */
package org.sparkddpm.images.mnist;
