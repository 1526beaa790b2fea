/**
 * One machine's training: the minibatches of a round, a step from drawing them to the update, the
 * learning rate, the moving average of the weights.
 *
 * <p>Uses the engine's interfaces, the images, diffusion, the network and its definition; knows
 * neither what the engine is nor DL4J, and nothing of Spark.
 */
package org.sparkddpm.training;
