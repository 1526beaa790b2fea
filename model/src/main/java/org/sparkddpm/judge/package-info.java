/**
 * The judge: a small convolutional classifier that tells the class of an image, and whose features
 * samples and real images are compared by. Its training is its own; no diffusion model is trained
 * or chosen by it.
 *
 * <p>Uses the engine's interfaces, random numbers, the images, the layout of parameters, and the
 * learning rate of training; knows neither what the engine is nor DL4J, and nothing of Spark.
 */
package org.sparkddpm.judge;
