package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Prints measurements as text. */
final class GpuReport {

  private static final String UNKNOWN = "-";

  private final PrintStream out;

  GpuReport(PrintStream out) {
    this.out = out;
  }

  void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** What the table has no room for. */
  void details(GpuMeasurement m) {
    m.others()
        .forEach(
            other ->
                line(
                    "  same function as %s: its noise differs by %.1e of it from float32's",
                    other.side().name(), other.difference()));
    m.leftOut().forEach((peer, reason) -> line("  left out: %s: %s", peer, reason));
    line(
        "  a step takes at least %.3f ms at %.1f TFLOP/s and %.0f GB/s; other programs kept %.1f"
            + " cores busy",
        m.floorNanos() / 1e6, m.rates().gflops() / 1e3, m.rates().gigabytes(), m.foreignCores());
  }

  /**
   * The kernel calls of a step, those that take the most time first.
   *
   * @param calls as {@link CallTimes} gives them
   */
  void calls(JsonNode calls, GpuMeasurement.Rates rates) {
    double all = 0;
    for (JsonNode call : calls) {
      all += call.path("count").asInt() * call.path("nanos").asDouble();
    }
    line("  all calls of a step by themselves: %.0f us", all / 1e3);
    line("  %6s %5s %8s %8s  %s", "share", "count", "us each", "at least", "call");
    for (JsonNode call : calls) {
      double nanos = call.path("nanos").asDouble();
      line(
          "  %4.1f %% %5d %8.2f %8.2f  %s",
          100 * call.path("count").asInt() * nanos / all,
          call.path("count").asInt(),
          nanos / 1e3,
          StepCost.nanos(call.path("operations").asDouble(), call.path("bytes").asDouble(), rates)
              / 1e3,
          call.path("call").asText());
    }
  }

  /** A line for each side. */
  void table(List<GpuMeasurement> measurements) {
    line("");
    line(
        "%-8s %-6s %5s %-5s  %-28s %9s  %5s  %-11s  %5s %5s %7s %7s",
        "preset",
        "step",
        "batch",
        "",
        "",
        "images/s",
        "ratio",
        "quartiles",
        "busy",
        "roof",
        "MiB",
        "tensors");
    for (GpuMeasurement m : measurements) {
      side(m, m.ours(), "", "");
      for (GpuMeasurement.Against other : m.others()) {
        String ratio = String.format(Locale.ROOT, "%.2f", m.ratio(other));
        side(m, other.side(), ratio, other.ratio().quartiles());
      }
    }
    line("");
    line("images/s: the median of the rounds; sampling counts an image at every denoising step.");
    line(
        "ratio: our images/s over that side's, of the medians; quartiles: of the rounds' own"
            + " ratios.");
    line(
        "busy: share of the time in which a kernel ran, the mean of nvidia-smi's utilization.gpu.");
    line(
        "roof: the least time of a step's kernel calls, at the fastest product and copy of this"
            + " run, over the time taken.");
    line("MiB: memory of the process on the card; tensors: what PyTorch says its tensors took.");
  }

  private void side(GpuMeasurement m, GpuMeasurement.Side side, String ratio, String quartiles) {
    line(
        "%-8s %-6s %5d %-5s  %-28s %9.0f  %5s  %-11s  %5s %5s %7s %7s",
        m.subject().preset(),
        m.subject().step(),
        m.subject().batch(),
        m.subject().precision(),
        side.name(),
        side.rate().median(),
        ratio,
        quartiles,
        percent(side.busy()),
        percent(OptionalDouble.of(m.roofline(side))),
        mib(side.memory()),
        mib(side.allocated()));
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty()
        ? UNKNOWN
        : String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble());
  }

  private static String mib(OptionalLong value) {
    return value.isEmpty() ? UNKNOWN : String.valueOf(value.getAsLong());
  }
}
