package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints measurements as text. */
final class Report {

  private static final double DISTURBING_CORES = 0.2;
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
    if (m.foreignCores() > DISTURBING_CORES) {
      line(
          "  DISTURBED: other programs kept %.1f cores busy; measure again on an idle machine",
          m.foreignCores());
    }
    layers(m);
  }

  private void layers(Measurement m) {
    line("  our time per kind of kernel, GFLOP/s and their share of the fastest matrix product's:");
    double rest = m.layerNanos();
    double nanosOfConvolutions = 0;
    double operationsOfConvolutions = 0;
    for (JsonNode layer : m.layers()) {
      String name = layer.path("name").asText();
      double nanos = layer.path("nanos").asDouble();
      double operations = layer.path("operations").asDouble();
      rest -= nanos;
      if (nanos / m.layerNanos() >= SMALLEST_SHARE) {
        layer(m, name, nanos, operations);
      }
      if (name.startsWith("convolution") || name.startsWith("transposedConvolution")) {
        nanosOfConvolutions += nanos;
        operationsOfConvolutions += operations;
      }
    }
    layer(m, "everything else", rest, 0);
    layer(m, "(all convolutions)", nanosOfConvolutions, operationsOfConvolutions);
  }

  private void layer(Measurement m, String name, double nanos, double operations) {
    double gflops = operations / nanos;
    String speed =
        String.format(Locale.ROOT, "%7.1f %4.0f %%", gflops, 100 * gflops / m.gemmPeak());
    line("    %-34s %5.1f %% %s", name, 100 * nanos / m.layerNanos(), operations == 0 ? "" : speed);
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
        "%-8s %-6s %5s %7s  %-18s %9s %9s  %5s  %-11s %-11s %5s %8s %8s",
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
        "cpu",
        "MiB ours",
        "theirs");
    for (Measurement m : measurements) {
      if (m.others().isEmpty()) {
        line("%s %-18s %9.1f", start(m), "-", m.ours().rate().median());
      }
      for (Measurement.Against other : m.others()) {
        line(
            "%s %-18s %9.1f %9.1f  %5.2f  %-11s %-11s %5.2f %8d %8d",
            start(m),
            other.side().name(),
            m.ours().rate().median(),
            other.side().rate().median(),
            other.ratioTo(m.ours()),
            other.ratio().quartiles(),
            other.ratio().range(),
            other.cpuRatio(),
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
            + " own ratios; cpu: the ratio of images per second of processor time.");
  }

  private static String start(Measurement m) {
    return String.format(
        Locale.ROOT, "%-8s %-6s %5d %7d ", m.preset(), m.step(), m.batchSize(), m.threads());
  }
}
