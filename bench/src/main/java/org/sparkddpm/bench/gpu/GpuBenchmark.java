package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.sparkddpm.bench.Contestant;
import org.sparkddpm.bench.Race;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.options.Settings;

/**
 * Compares our steps with PyTorch's on one GPU, case by case: checks that all processes compute the
 * same function, times them by turns, and asks the card how busy each kept it.
 */
public final class GpuBenchmark {

  private final Settings settings;
  private final GpuEffort effort;
  private final String card;
  private final CardMonitor monitor;
  private final GpuReport report = new GpuReport(System.out);
  private final Map<Precision, GpuMeasurement.Rates> rates = new EnumMap<>(Precision.class);
  private final List<String> failures = new ArrayList<>();

  private GpuBenchmark(Settings settings) throws IOException {
    this.settings = settings;
    this.effort = GpuEffort.of(settings);
    this.monitor = new CardMonitor(settings.get(GpuOptions.DEVICE));
    this.card = card();
  }

  /** Runs what the options of {@code scripts/bench --gpu} say; ends with 1 if it cannot. */
  public static void main(String[] args) {
    GpuReport errors = new GpuReport(System.err);
    try {
      GpuBenchmark benchmark = new GpuBenchmark(GpuOptions.COMMAND.parse(args));
      benchmark.run();
      benchmark.failures.forEach(failure -> errors.line("error: %s", failure));
      System.exit(benchmark.failures.isEmpty() ? 0 : 1);
    } catch (IllegalArgumentException e) {
      errors.line("error: %s%n  -> see scripts/bench --help", e.getMessage());
    } catch (IOException | IllegalStateException e) {
      errors.line(
          "error: %s%n  -> the logs of all processes are in bench/target/gpu", e.getMessage());
    }
    System.exit(1);
  }

  /** What is measured on; refuses where there is nothing. */
  private String card() throws IOException {
    EngineProvider provider = Engines.provider(GpuStepServer.ENGINE);
    provider
        .missing()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("there is no GPU to measure on: " + reason);
            });
    String told = monitor.describe();
    return told.isEmpty()
        ? provider.devices().stream().findFirst().map(EngineDevice::name).orElse("no device")
        : told;
  }

  private void run() throws IOException {
    report.line("%s", card);
    List<GpuMeasurement> measurements = new ArrayList<>();
    List<PeerMode> peers = peers();
    for (List<GpuEffort.Case> group : effort.groups()) {
      try (Entrants entrants = new Entrants(settings, effort, peers)) {
        for (GpuEffort.Case subject : group) {
          entrants.start(subject);
        }
        for (GpuEffort.Case subject : group) {
          report.line("%s", subject);
          measure(entrants.of(subject)).ifPresent(measurements::add);
        }
      }
    }
    report.table(measurements);
    Optional<String> file = settings.get(GpuOptions.JSON);
    if (file.isPresent()) {
      ArrayNode json = Subject.JSON.createArrayNode();
      measurements.forEach(measurement -> measurement.toJson().forEach(json::add));
      Subject.JSON.writerWithDefaultPrettyPrinter().writeValue(Path.of(file.get()).toFile(), json);
    }
  }

  private List<PeerMode> peers() {
    List<PeerMode> peers = settings.get(GpuOptions.PEERS);
    if (peers.isEmpty()) {
      return peers;
    }
    Optional<String> missing =
        TorchPeer.missing(settings.get(GpuOptions.PYTHON), Entrants.environment(settings));
    missing.ifPresent(reason -> report.line("no peer: %s", reason));
    return missing.isEmpty() ? peers : List.of();
  }

  /**
   * Nothing where our own process failed, for want of memory perhaps, or computes something else:
   * other cases may do.
   */
  private Optional<GpuMeasurement> measure(Entrants.Field field) throws IOException {
    try (field) {
      Map<String, String> leftOut = new LinkedHashMap<>();
      GpuMeasurement measurement;
      try {
        field.ours().greeting();
        measurement = race(field, leftOut, new SameFunction(field).check(leftOut));
      } catch (IOException | IllegalStateException e) {
        failures.add(field.subject() + ": " + e.getMessage());
        report.line("  FAILED: %s", e.getMessage());
        return Optional.empty();
      }
      report.details(measurement);
      if (settings.get(GpuOptions.CALLS)) {
        report.calls(field.ours().ask("calls", "-").path("calls"), measurement.rates());
      }
      return Optional.of(measurement);
    }
  }

  private GpuMeasurement race(
      Entrants.Field field, Map<String, String> leftOut, Map<String, Double> differences)
      throws IOException {
    Contestant ours = field.ours();
    Map<Contestant, Integer> steps = new HashMap<>();
    steps.put(ours, Pace.steps(ours, effort.turn()));
    List<Contestant> peers = new ArrayList<>();
    for (Contestant peer : field.peers()) {
      if (!leftOut.containsKey(peer.label())) {
        try {
          steps.put(peer, Pace.steps(peer, effort.turn()));
          peers.add(peer);
        } catch (IOException e) {
          leftOut.put(peer.label(), e.getMessage());
        }
      }
    }
    List<Contestant> all = new ArrayList<>(List.of(ours));
    all.addAll(peers);
    int batch = field.subject().batch();
    Race race = new Race(all, batch);
    race.run(effort.rounds(), steps, System.nanoTime() + effort.limit().toNanos());
    GpuMeasurement.Side ourSide = side(race, ours, batch);
    List<GpuMeasurement.Against> against = new ArrayList<>();
    for (Contestant peer : peers) {
      against.add(
          new GpuMeasurement.Against(
              peer.label(),
              side(race, peer, batch),
              race.ratio(ours, peer),
              differences.get(peer.label())));
    }
    GpuMeasurement.Rates fastest = rates(field.subject().precision(), ours, peers);
    return new GpuMeasurement(
        field.subject(),
        card,
        fastest,
        ours.ask("floor", fastest.gflops() + " " + fastest.gigabytes()).path("nanos").asDouble(),
        ourSide,
        against,
        leftOut,
        race.foreignCores());
  }

  private GpuMeasurement.Side side(Race race, Contestant each, int batch) throws IOException {
    double seconds = effort.busyTurn().toNanos() / 1e9;
    long steps = Math.max(1, Math.round(seconds * race.rate(each).median() / batch));
    OptionalDouble busy = monitor.utilization(() -> each.ask("run", steps));
    OptionalLong allocated = OptionalLong.empty();
    if (each.greeting().path("tells_memory").asBoolean()) {
      allocated = OptionalLong.of(each.ask("memory", "-").path("allocated_mib").asLong());
    }
    return new GpuMeasurement.Side(
        each.greeting().path("name").asText(),
        race.rate(each),
        busy,
        monitor.memory(each.pid()),
        allocated);
  }

  /** Measured once for each precision: ours and, where there is a peer, one of PyTorch's. */
  private GpuMeasurement.Rates rates(Precision precision, Contestant ours, List<Contestant> peers)
      throws IOException {
    if (!rates.containsKey(precision)) {
      GpuMeasurement.Rates best = rates(ours);
      if (!peers.isEmpty()) {
        best = best.atLeast(rates(peers.get(0)));
      }
      rates.put(precision, best);
    }
    return rates.get(precision);
  }

  private GpuMeasurement.Rates rates(Contestant each) throws IOException {
    var answer = each.ask("rates", "-");
    GpuMeasurement.Rates measured =
        new GpuMeasurement.Rates(answer.path("gflops").asDouble(), answer.path("gb_s").asDouble());
    report.line(
        "  %s: matrix product %.1f TFLOP/s, copy %.0f GB/s",
        each.greeting().path("name").asText(), measured.gflops() / 1e3, measured.gigabytes());
    return measured;
  }
}
