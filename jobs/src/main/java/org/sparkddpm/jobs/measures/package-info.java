/**
 * What samples are measured by, without Spark: shares with their intervals, the Frechet distance,
 * density and coverage, nearest images. What comes in parts is merged exactly, so that it does not
 * matter how work was cut.
 *
 * <p>Uses the engine's interfaces, the images, and Commons Math; knows nothing of Spark or of the
 * other packages of the jobs.
 */
package org.sparkddpm.jobs.measures;
