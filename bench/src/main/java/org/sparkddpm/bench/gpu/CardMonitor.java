package org.sparkddpm.bench.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What {@code nvidia-smi} says of a card; where there is none, as beside an emulated device,
 * nothing is known.
 *
 * @param device the card's number in nvidia-smi
 */
record CardMonitor(int device) {

  /** A reading is a mean over the time before it, up to so long. */
  private static final long SETTLE_NANOS = 1_100_000_000;

  private static final int READINGS_EACH_MILLIS = 100;

  /** Something that keeps the card busy. */
  @FunctionalInterface
  interface Computation {
    void run() throws IOException;
  }

  /** The card's name, driver and memory; empty if there is no nvidia-smi. */
  String describe() throws IOException {
    return String.join(
        ", ",
        lines("--query-gpu=name,driver_version,memory.total", "--format=csv,noheader", "-i", id()));
  }

  /** MiB of the card's memory that a process holds, with what the driver keeps for it. */
  OptionalLong memory(long pid) throws IOException {
    for (String line :
        lines(
            "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits", "-i", id())) {
      String[] columns = line.split(", *", -1);
      if (columns.length == 2
          && columns[0].equals(String.valueOf(pid))
          && columns[1].matches("[0-9]+")) {
        return OptionalLong.of(Long.parseLong(columns[1]));
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The share of the time in which a kernel ran on the card, the mean of nvidia-smi's
   * utilization.gpu while something is done; its first second, which readings share with the time
   * before, is left out.
   */
  OptionalDouble utilization(Computation computation) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=utilization.gpu",
                  "--format=csv,noheader,nounits",
                  "-i",
                  id(),
                  "-lms",
                  String.valueOf(READINGS_EACH_MILLIS))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
    long from = System.nanoTime() + SETTLE_NANOS;
    CompletableFuture<List<Integer>> readings =
        CompletableFuture.supplyAsync(() -> readings(process, from));
    try {
      computation.run();
    } finally {
      process.destroy();
    }
    return readings.join().stream().mapToDouble(percent -> percent / 100.0).average();
  }

  private static List<Integer> readings(Process process, long from) {
    List<Integer> readings = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (System.nanoTime() >= from && line.strip().matches("[0-9]+")) {
          readings.add(Integer.parseInt(line.strip()));
        }
      }
    } catch (IOException e) {
      // The end of the process may cut its last line off.
      return readings;
    }
    return readings;
  }

  private String id() {
    return String.valueOf(device);
  }

  private static List<String> lines(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("nvidia-smi"));
    command.addAll(List.of(options));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return List.of();
    }
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
