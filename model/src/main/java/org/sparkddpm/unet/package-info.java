/**
 * The U-Net's definition: its configuration and presets, its layers as blocks of arithmetic over
 * the kernels, and the graph that they make, drawn as a DL4J ComputationGraph.
 *
 * <p>Uses the engine's interfaces and DL4J, and the reference engine where DL4J itself runs the
 * graph; knows nothing of passes, diffusion, training or Spark.
 */
package org.sparkddpm.unet;
