package org.sparkddpm.jobs.train;

import java.io.Serializable;

/**
 * What a worker brings home from a round.
 *
 * @param state its weights and optimiser state; nothing where it had no examples
 */
record WorkerResult(NetworkState state, WorkerReport report) implements Serializable {}
