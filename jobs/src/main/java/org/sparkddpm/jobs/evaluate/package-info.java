/**
 * The evaluation job: judges generated samples by an independent classifier and against real
 * images, over all executors, and fails where they are not as good as its gates ask for.
 *
 * <p>Uses the judge, the measures, folders of samples, data, storage, the command line and Spark;
 * knows nothing of the diffusion model but the configuration that a folder of samples holds.
 */
package org.sparkddpm.jobs.evaluate;
