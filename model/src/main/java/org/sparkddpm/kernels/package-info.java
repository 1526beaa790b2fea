/**
 * The numerical kernels of the network's layers, forward and backward.
 *
 * <p>Uses ND4J and the BLAS beside it alone; knows nothing of DL4J, Spark or diffusion.
 */
package org.sparkddpm.kernels;
