/**
 * The arithmetic of diffusion: noise schedules, the forward process, samplers and guidance.
 *
 * <p>Timesteps are counted 0..T-1: timestep 0 is the least noise and is the papers' t = 1. Images
 * are numbers in row-major order with data in -1..1. A network is known only as a {@link
 * org.sparkddpm.diffusion.Denoiser}. A sampler and what it is made of are immutable and safe to
 * share between threads; what is made for a batch of images belongs to one thread at a time, as its
 * engine does.
 *
 * <p>Uses the engine's interface, the random streams and the JDK: neither ND4J nor Spark, so that
 * all of it can be checked against closed forms.
 */
package org.sparkddpm.diffusion;
