package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one preset and step gave.
 *
 * @param batchSize images that advance by one step at a time
 * @param ours our own figures
 * @param others the peers' figures, empty where there are none
 * @param foreignCores cores that other programs kept busy meanwhile
 * @param layers of our step: nanoseconds and operations per kind of kernel
 * @param layerNanos the time that {@code layers} are shares of
 */
record Measurement(
    String preset,
    String step,
    int batchSize,
    int threads,
    Side ours,
    List<Against> others,
    double foreignCores,
    JsonNode layers,
    long layerNanos) {

  /**
   * One process.
   *
   * @param rate images per second
   * @param peakMemory MiB
   * @param gemm GFLOP/s of its matrix product
   * @param computing cores busy in its own turns
   * @param waiting cores busy in the turns of others
   */
  record Side(
      String name, Spread rate, long peakMemory, double gemm, double computing, double waiting) {}

  /**
   * A peer and how we compare.
   *
   * @param ratio our images per second over its, round by round
   * @param cpuRatio ours over its images per second of processor time
   * @param difference largest absolute difference of the predicted noise
   */
  record Against(String label, Side side, Spread ratio, double cpuRatio, double difference) {

    /** The ratio of the median rates. */
    double ratioTo(Side ours) {
      return ours.rate().median() / side.rate().median();
    }
  }

  /** The fastest matrix product of all sides, GFLOP/s. */
  double gemmPeak() {
    return Stream.concat(Stream.of(ours), others.stream().map(Against::side))
        .mapToDouble(Side::gemm)
        .max()
        .orElseThrow();
  }

  /** One entry of the JSON report for each peer; without peers one with our side alone. */
  List<ObjectNode> toJson() {
    if (others.isEmpty()) {
      return List.of(entry().putNull("peer").put("ours", ours.rate().median()));
    }
    return others.stream()
        .map(
            against ->
                entry()
                    .put("peer", against.label())
                    .put("ours", ours.rate().median())
                    .put("theirs", against.side().rate().median())
                    .put("ratio", against.ratioTo(ours))
                    .put("ratio_min", against.ratio().least())
                    .put("ratio_lower_quartile", against.ratio().lowerQuartile())
                    .put("ratio_upper_quartile", against.ratio().upperQuartile())
                    .put("ratio_max", against.ratio().most())
                    .put("cpu_ratio", against.cpuRatio())
                    .put("difference", against.difference())
                    .put("peak_memory_mib", ours.peakMemory())
                    .put("their_peak_memory_mib", against.side().peakMemory()))
        .toList();
  }

  private ObjectNode entry() {
    return Subject.JSON
        .createObjectNode()
        .put("preset", preset)
        .put("step", step)
        .put("batch_size", batchSize)
        .put("threads", threads)
        .put("foreign_cores", foreignCores);
  }
}
