package org.sparkddpm.jobs.train;

/**
 * What a round came to.
 *
 * @param images trained on by all workers
 * @param loss mean over them
 * @param seconds of the whole round on the driver's clock
 * @param outsideShare share of the workers' time in the round that they did not spend computing:
 *     waiting for weights, for the slowest worker, for the average
 * @param bytes of weights and optimiser state that travelled, both ways
 */
record RoundResult(long images, double loss, double seconds, double outsideShare, long bytes) {}
