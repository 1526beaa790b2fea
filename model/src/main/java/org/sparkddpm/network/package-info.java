/**
 * The network at work on an engine: its parameters, its passes with a static plan of buffers, and
 * the denoiser made of it.
 *
 * <p>Uses the definition of the network, the engine's interfaces, the random streams and diffusion;
 * knows neither what the engine is nor anything of training or Spark.
 */
package org.sparkddpm.network;
