package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.sparkddpm.bench.Spread;
import org.sparkddpm.bench.Subject;

/**
 * What one case gave.
 *
 * @param card what it ran on
 * @param rates the fastest product and copy of both sides
 * @param floorNanos the least time of a step at these rates
 * @param others the peers
 * @param leftOut the peers that could not take part, and why
 * @param foreignCores cores that other programs kept busy meanwhile
 */
record GpuMeasurement(
    GpuEffort.Case subject,
    String card,
    Rates rates,
    double floorNanos,
    Side ours,
    List<Against> others,
    Map<String, String> leftOut,
    double foreignCores) {

  /** Billions of operations a second of a product, and of bytes of a copy. */
  record Rates(double gflops, double gigabytes) {

    Rates atLeast(Rates other) {
      return new Rates(Math.max(gflops, other.gflops()), Math.max(gigabytes, other.gigabytes()));
    }
  }

  /**
   * One process.
   *
   * @param rate images per second
   * @param busy share of the time in which the card computed, where that is known
   * @param memory MiB of the card's memory, where that is known
   * @param allocated MiB of it that tensors took at most, where the process says so
   */
  record Side(
      String name, Spread rate, OptionalDouble busy, OptionalLong memory, OptionalLong allocated) {}

  /**
   * A peer and how we compare.
   *
   * @param ratio our images per second over its, round by round
   * @param difference of the predicted noise, as a share of its own norm
   */
  record Against(String label, Side side, Spread ratio, double difference) {}

  /** The share of the least time of a step in the time that a side takes. */
  double roofline(Side side) {
    return floorNanos / 1e9 * side.rate().median() / subject.batch();
  }

  /** The ratio of the median rates. */
  double ratio(Against other) {
    return ours.rate().median() / other.side().rate().median();
  }

  /** An entry of the JSON report for each peer, those left out too, or one with our side alone. */
  List<ObjectNode> toJson() {
    List<ObjectNode> entries = new ArrayList<>();
    for (Against other : others) {
      ObjectNode entry = entry().put("peer", other.label());
      entry
          .put("theirs", other.side().rate().median())
          .put("ratio", ratio(other))
          .put("ratio_min", other.ratio().least())
          .put("ratio_lower_quartile", other.ratio().lowerQuartile())
          .put("ratio_upper_quartile", other.ratio().upperQuartile())
          .put("ratio_max", other.ratio().most())
          .put("difference", other.difference());
      side(entry, "their_", other.side());
      entries.add(entry);
    }
    leftOut.forEach(
        (peer, reason) -> entries.add(entry().put("peer", peer).put("left_out", reason)));
    if (entries.isEmpty()) {
      entries.add(entry().putNull("peer"));
    }
    return entries;
  }

  private ObjectNode entry() {
    ObjectNode entry =
        Subject.JSON
            .createObjectNode()
            .put("card", card)
            .put("preset", subject.preset())
            .put("step", subject.step())
            .put("batch_size", subject.batch())
            .put("precision", subject.precision().toString())
            .put("product_gflops", rates.gflops())
            .put("copy_gb_s", rates.gigabytes())
            .put("floor_ms", floorNanos / 1e6)
            .put("foreign_cores", foreignCores)
            .put("ours", ours.rate().median());
    side(entry, "", ours);
    return entry;
  }

  private void side(ObjectNode entry, String prefix, Side side) {
    entry.put(prefix + "roofline", roofline(side));
    side.busy().ifPresent(share -> entry.put(prefix + "busy", share));
    side.memory().ifPresent(mib -> entry.put(prefix + "memory_mib", mib));
    side.allocated().ifPresent(mib -> entry.put(prefix + "allocated_mib", mib));
  }
}
