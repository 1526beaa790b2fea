/**
 * The U-Net: its configuration and presets, its layers as DL4J layers and vertices over the
 * kernels, and the denoiser made of it.
 *
 * <p>Uses the kernels, diffusion, images and DL4J; knows nothing of training or Spark.
 */
package org.sparkddpm.unet;
