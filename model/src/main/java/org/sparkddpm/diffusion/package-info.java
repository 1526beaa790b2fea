/**
 * The arithmetic of diffusion: noise schedules, the forward process, samplers, guidance and the
 * random streams that every noise comes from.
 *
 * <p>Uses the JDK alone: neither ND4J nor Spark, so that all of it can be checked against closed
 * forms.
 */
package org.sparkddpm.diffusion;
