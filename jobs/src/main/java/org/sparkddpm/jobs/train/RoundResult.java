package org.sparkddpm.jobs.train;

import java.util.List;
import java.util.Map;

/**
 * What a round came to.
 *
 * @param seconds of the whole round on the driver's clock
 * @param slots tasks that run at the same time
 * @param bytesDown of weights and optimiser state that the executors fetched
 * @param bytesUp of the same that travelled back
 * @param phases the driver's milliseconds by what it did, in order
 * @param reports of the workers, in their order
 */
record RoundResult(
    double seconds,
    int slots,
    long bytesDown,
    long bytesUp,
    Map<String, Double> phases,
    List<WorkerReport> reports) {

  /** Images trained on by all workers. */
  long images() {
    return reports.stream().mapToLong(WorkerReport::examples).sum();
  }

  /** The mean loss over the images. */
  double loss() {
    return reports.stream().mapToDouble(WorkerReport::lossSum).sum() / images();
  }

  /**
   * Share of the workers' time in the round that they did not spend computing: waiting for weights,
   * for the slowest worker, for the average.
   */
  double outsideShare() {
    double computed = reports.stream().mapToLong(one -> one.times().compute()).sum() / 1e9;
    double available = seconds * Math.min(slots, reports.size());
    return Math.max(0, 1 - computed / available);
  }

  /** The largest executor's memory. */
  MemoryUse memory() {
    return reports.stream().map(WorkerReport::memory).reduce(MemoryUse::max).orElseThrow();
  }
}
