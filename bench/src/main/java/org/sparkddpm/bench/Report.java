package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints measurements as text. */
final class Report {

  private static final double SMALLEST_SHARE = 0.005;

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Everything about one preset and step. */
  void details(Measurement m) {
    for (Measurement.Against other : m.others()) {
      line(
          "  same function as %s: outputs differ by %.1e at most",
          other.side().name(), other.difference());
      side(other.side());
    }
    side(m.ours());
    line("  our time per kind of kernel:");
    double rest = m.layerNanos();
    for (JsonNode layer : m.layers()) {
      double nanos = layer.path("nanos").asDouble();
      rest -= nanos;
      if (nanos / m.layerNanos() >= SMALLEST_SHARE) {
        double gflops = layer.path("operations").asDouble() / nanos;
        line(
            "    %-34s %5.1f %%%s",
            layer.path("name").asText(),
            100 * nanos / m.layerNanos(),
            gflops == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "  %6.1f GFLOP/s, %3.0f %% of the matrix product's",
                    gflops,
                    100 * gflops / m.ours().gemm()));
      }
    }
    line("    %-34s %5.1f %%", "everything else", 100 * rest / m.layerNanos());
  }

  private void side(Measurement.Side side) {
    line(
        "  %s: matrix product %.0f GFLOP/s, %.2f cores busy in its turns, %.3f while it waits",
        side.name(), side.gemm(), side.computing(), side.waiting());
  }

  /** One line for each preset, step and peer. */
  void table(List<Measurement> measurements) {
    line("");
    line(
        "%-8s %-6s %5s %7s  %-22s %9s %9s  %5s  %-11s %-11s %8s %8s",
        "preset",
        "step",
        "batch",
        "threads",
        "peer",
        "ours",
        "theirs",
        "ratio",
        "quartiles",
        "min..max",
        "MiB ours",
        "theirs");
    for (Measurement m : measurements) {
      if (m.others().isEmpty()) {
        line("%s %-22s %9.1f", start(m), "-", m.ours().rate().median());
      }
      for (Measurement.Against other : m.others()) {
        line(
            "%s %-22s %9.1f %9.1f  %5.2f  %-11s %-11s %8d %8d",
            start(m),
            other.side().name(),
            m.ours().rate().median(),
            other.side().rate().median(),
            other.ratioTo(m.ours()),
            other.ratio().quartiles(),
            other.ratio().range(),
            m.ours().peakMemory(),
            other.side().peakMemory());
      }
    }
    line("");
    line(
        "ours, theirs: images per second, the median of the rounds; sampling counts an image at"
            + " every denoising step.");
    line(
        "ratio: ours / theirs of the medians; its quartiles and range are those of the rounds'"
            + " own ratios.");
  }

  private static String start(Measurement m) {
    return String.format(
        Locale.ROOT, "%-8s %-6s %5d %7d ", m.preset(), m.step(), m.batchSize(), m.threads());
  }
}
