package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkddpm.jobs.options.Settings;

/**
 * Compares our steps with a peer's, preset by preset: starts one process for each side, checks that
 * both compute the same function, and times them by turns.
 */
public final class Benchmark {

  private static final double LARGEST_DIFFERENCE = 1e-4;
  private static final double LARGEST_LOSS_DIFFERENCE = 1e-3;
  private static final int MATRIX_SIDE = 768;

  private final Settings settings;
  private final Effort effort;
  private final int threads;
  private final Path root;
  private final Path work;
  private final List<Peer> peers;
  private final Report report = new Report(System.out);

  private Benchmark(Settings settings, List<Peer> peers) {
    this.settings = settings;
    this.root = Path.of(settings.get(BenchOptions.ROOT));
    this.effort = Effort.of(settings);
    this.threads = settings.get(BenchOptions.THREADS);
    this.work = root.resolve("bench/target/run");
    this.peers = peers;
  }

  /** Runs what the options of {@code scripts/bench} say; ends with 1 and a message if it cannot. */
  public static void main(String[] args) {
    try {
      Settings settings = BenchOptions.COMMAND.parse(args);
      new Benchmark(settings, peers(settings)).run();
    } catch (IllegalArgumentException e) {
      fail(e.getMessage(), "see scripts/bench --help");
    } catch (IOException | IllegalStateException e) {
      fail(e.getMessage(), "the logs of both sides are in bench/target/run");
    }
  }

  private static void fail(String message, String remedy) {
    Report errors = new Report(System.err);
    errors.line("error: %s", message);
    errors.line("  -> %s", remedy);
    System.exit(1);
  }

  private static List<Peer> peers(Settings settings) {
    List<String> names = settings.get(BenchOptions.PEERS);
    List<Peer> peers = new ArrayList<>();
    if (names.isEmpty()) {
      return peers;
    }
    String python = settings.get(BenchOptions.PYTHON);
    try {
      PyTorch found = PyTorch.find(python);
      if (names.contains(BenchOptions.PYTORCH)) {
        peers.add(found);
      }
      if (names.contains(BenchOptions.LIBTORCH)) {
        peers.add(new Libtorch(libtorch(settings), python));
      }
    } catch (IOException e) {
      new Report(System.err).line("no peer: %s", e.getMessage());
    }
    return peers;
  }

  private static Path libtorch(Settings settings) {
    return Path.of(
        settings
            .get(BenchOptions.LIBTORCH_FOLDER)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--peer libtorch needs its built module; give "
                            + BenchOptions.LIBTORCH_FOLDER.flag())));
  }

  private void run() throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    for (String preset : settings.get(BenchOptions.PRESETS)) {
      for (String step : settings.get(BenchOptions.STEPS)) {
        int batch = effort.batchSize(preset, step);
        report.line("%s, %s, batch %d, threads %d", preset, step, batch, threads);
        Measurement measurement = measure(preset, step, batch);
        report.details(measurement);
        measurements.add(measurement);
      }
    }
    report.table(measurements);
    Optional<String> file = settings.get(BenchOptions.JSON);
    if (file.isPresent()) {
      ArrayNode json = Subject.JSON.createArrayNode();
      measurements.forEach(measurement -> measurement.toJson().forEach(json::add));
      Subject.JSON.writerWithDefaultPrettyPrinter().writeValue(Path.of(file.get()).toFile(), json);
    }
  }

  private Measurement measure(String preset, String step, int batch) throws IOException {
    Export export = new Export(work.resolve(preset + "-" + step));
    export.write(Subject.of(preset, batch));
    List<Contestant> others = new ArrayList<>();
    try (Contestant ours = startOurs(step, export)) {
      for (Peer peer : peers) {
        others.add(peer.start(root, work, step, export, threads));
      }
      return race(preset, step, batch, ours, others);
    } finally {
      for (Contestant each : others) {
        each.close();
      }
    }
  }

  private Contestant startOurs(String step, Export export) throws IOException {
    return Contestant.start(
        "ours",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + settings.get(BenchOptions.JAVA_OPTIONS),
            StepServer.class.getName(),
            step,
            export.folder().toString(),
            String.valueOf(threads)),
        environment(),
        work);
  }

  private Map<String, String> environment() {
    return settings.get(BenchOptions.ENVIRONMENT).stream()
        .map(variable -> variable.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private Measurement race(
      String preset, String step, int batch, Contestant ours, List<Contestant> others)
      throws IOException {
    List<Double> differences = new ArrayList<>();
    float[] output = output(ours);
    double[] values = firstSteps(ours);
    for (Contestant each : others) {
      differences.add(checkSame(each, output, values));
    }
    List<Contestant> all = new ArrayList<>();
    all.add(ours);
    all.addAll(others);
    Race race = new Race(all, batch);
    race.run(effort.rounds(), effort.warmUp(), effort.turn(), effort.limit());
    Measurement.Side ourSide = side(race, ours);
    List<Measurement.Against> against = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      Contestant each = others.get(i);
      against.add(
          new Measurement.Against(
              each.label(),
              side(race, each),
              race.ratio(ours, each),
              race.cpuRatio(ours, each),
              differences.get(i)));
    }
    double steps = effort.turn().toNanos() / 1e9 * race.rate(ours).median() / batch;
    JsonNode layers = ours.ask("layers", Math.max(3, 2 * Math.round(steps)));
    return new Measurement(
        preset,
        step,
        batch,
        threads,
        ourSide,
        against,
        race.foreignCores(),
        layers.path("layers"),
        layers.path("nanos").asLong());
  }

  private static Measurement.Side side(Race race, Contestant each) throws IOException {
    long memory = each.peakMemory();
    return new Measurement.Side(
        each.greeting().path("name").asText(),
        race.rate(each),
        memory,
        each.ask("gemm", MATRIX_SIDE).path("gflops").asDouble(),
        race.coresWhileComputing(each),
        race.coresWhileWaiting(each));
  }

  private float[] output(Contestant each) throws IOException {
    Path file = work.resolve(each.label() + ".output");
    each.ask("output", file);
    return FloatFile.read(file);
  }

  /** Of a training step: the loss before and after one update. */
  private static double[] firstSteps(Contestant each) throws IOException {
    return new double[] {
      each.ask("run", 1).path("value").asDouble(), each.ask("run", 1).path("value").asDouble()
    };
  }

  /** Returns the largest difference of the outputs; refuses a peer that computes something else. */
  private double checkSame(Contestant each, float[] expected, double[] values) throws IOException {
    float[] actual = output(each);
    double largest = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
    }
    double[] theirs = firstSteps(each);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(theirs[i] - values[i]) <= LARGEST_LOSS_DIFFERENCE * Math.abs(values[i]))) {
        throw new IllegalStateException(
            "step " + i + " gives " + values[i] + " here and " + theirs[i] + " in " + each.label());
      }
    }
    if (!(largest <= LARGEST_DIFFERENCE)) {
      throw new IllegalStateException(
          "outputs of " + each.label() + " differ by " + largest + " from ours: another network");
    }
    return largest;
  }
}
