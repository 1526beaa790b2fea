package org.sparkddpm.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code scripts/bench}; its head says what they mean. */
final class Settings {

  private static final int SAMPLING_BATCH = 64;
  private static final int QUICK_BATCH = 16;

  @Option(names = "--root", required = true, hidden = true)
  Path root;

  /** Options of our Java process, as java's {@code @file}. */
  @Option(names = "--java-options", required = true, hidden = true)
  Path javaOptions;

  /** NAME=VALUE for our process alone. */
  @Option(names = "--environment", hidden = true)
  Map<String, String> environment = Map.of();

  @Option(names = "--preset", split = ",")
  List<String> presets = List.of("tiny", "small", "article");

  @Option(names = "--step", split = ",")
  List<String> steps = List.of("train", "sample");

  @Option(names = "--batch-size")
  int batchSize;

  @Option(names = "--threads")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--rounds")
  int rounds;

  @Option(names = "--quick")
  boolean quick;

  @Option(names = "--json")
  Path json;

  /** The built module of that peer. */
  @Option(names = "--libtorch", hidden = true)
  Path libtorch;

  @Option(names = "--peer", split = ",")
  List<String> peers = List.of("pytorch");

  @Option(names = "--python")
  String python = "/usr/bin/python3";

  /**
   * Checks what is not checked elsewhere.
   *
   * @throws IllegalArgumentException naming the value and what it must be
   */
  void check() {
    require(threads >= 1, "--threads", threads, "at least 1");
    require(batchSize >= 0, "--batch-size", batchSize, "at least 1");
    require(rounds >= 0, "--rounds", rounds, "at least 1");
    require(List.of("train", "sample").containsAll(steps), "--step", steps, "train, sample");
    require(
        List.of("pytorch", "libtorch", "none").containsAll(peers),
        "--peer",
        peers,
        "pytorch, libtorch or none");
    presets.forEach(preset -> Subject.of(preset, 1));
  }

  private static void require(boolean holds, String option, Object value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(option + " must be " + must + ", but is " + value);
    }
  }

  int batchSize(String preset, String step) {
    if (batchSize > 0) {
      return batchSize;
    }
    int usual = step.equals("train") ? Subject.trainingBatch(preset) : SAMPLING_BATCH;
    return quick ? Math.min(usual, QUICK_BATCH) : usual;
  }

  int rounds() {
    if (rounds > 0) {
      return rounds;
    }
    return quick ? 6 : 20;
  }

  Duration warmUp() {
    return Duration.ofSeconds(quick ? 4 : 15);
  }

  /** How long the measurement of one preset and step may take beyond its first rounds. */
  Duration limit() {
    return quick ? Duration.ofSeconds(25) : Duration.ofMinutes(5);
  }

  Duration turn() {
    return Duration.ofMillis(quick ? 500 : 1500);
  }
}
