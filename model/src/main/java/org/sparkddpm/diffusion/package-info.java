/**
 * The arithmetic of diffusion: noise schedules, the forward process, samplers, guidance and the
 * random streams that every noise comes from.
 *
 * <p>Timesteps are counted 0..T-1: timestep 0 is the least noise and is the papers' t = 1. Images
 * are float arrays in row-major order with data in -1..1. A network is known only as a {@link
 * org.sparkddpm.diffusion.Denoiser}. Everything is immutable and safe to share between threads,
 * except {@link org.sparkddpm.random.RandomStream}, which is a cursor of one thread.
 *
 * <p>Uses the JDK alone: neither ND4J nor Spark, so that all of it can be checked against closed
 * forms.
 */
package org.sparkddpm.diffusion;
