package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One round: how many examples each worker trains on before the next averaging, and where in the
 * run that is.
 *
 * @param round counted from 0
 * @param imagesBefore training images seen by all workers before this round
 * @param iterationsBefore optimiser steps of each worker before this round
 * @param examples for each worker, at least 0; together at least 1
 */
record RoundPlan(int round, long imagesBefore, long iterationsBefore, List<Integer> examples)
    implements Serializable {

  RoundPlan {
    examples = List.copyOf(examples);
  }

  /**
   * The next round: every worker trains on {@code averagingInterval} minibatches, except that the
   * last round of a run shares out what is left as evenly as it can.
   */
  static RoundPlan next(
      int round,
      long imagesBefore,
      long iterationsBefore,
      long totalImages,
      int workers,
      int batchSize,
      int averagingInterval) {
    long full = (long) workers * batchSize * averagingInterval;
    long images = Math.min(full, totalImages - imagesBefore);
    List<Integer> examples = new ArrayList<>(workers);
    for (int worker = 0; worker < workers; worker++) {
      examples.add(Math.toIntExact(images / workers + (worker < images % workers ? 1 : 0)));
    }
    return new RoundPlan(round, imagesBefore, iterationsBefore, examples);
  }

  /** Images of all workers in this round. */
  long images() {
    return examples.stream().mapToLong(Integer::longValue).sum();
  }

  /** Where the worker's reading of its endless, shuffled shard begins. */
  long streamPosition() {
    return imagesBefore / examples.size();
  }

  /**
   * Where the learning rate's schedule stands before this round, in steps of as many workers as
   * there are now: it goes by the images seen, so that other workers than before go on where those
   * were.
   */
  long scheduleBefore(int batchSize) {
    return imagesBefore / ((long) examples.size() * batchSize);
  }

  /** Optimiser steps of the busiest worker in this round. */
  long iterations(int batchSize) {
    long most = examples.stream().mapToLong(Integer::longValue).max().orElse(0);
    return (most + batchSize - 1) / batchSize;
  }
}
