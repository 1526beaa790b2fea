package org.sparkddpm.jobs.train;

import java.io.Serializable;

/**
 * What a worker tells of its round.
 *
 * @param worker its number
 * @param examples it trained on: its weight in the average
 * @param lossSum sum over the examples of their loss; not finite where training diverged
 * @param times where its time went
 * @param executor the process it ran in
 * @param memory of that process
 */
record WorkerReport(
    int worker, int examples, double lossSum, Times times, String executor, MemoryUse memory)
    implements Serializable {

  /**
   * Nanoseconds.
   *
   * @param fetch until the broadcast weights were there
   * @param load of them into the network
   * @param compute of the minibatches
   * @param save of the result out of the network
   */
  record Times(long fetch, long load, long compute, long save) implements Serializable {
    static final Times NONE = new Times(0, 0, 0, 0);
  }
}
