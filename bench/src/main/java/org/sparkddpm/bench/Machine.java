package org.sparkddpm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/** What the operating system says of the whole machine. */
final class Machine {

  /** Of {@code /proc/stat}: Linux counts in hundredths of a second whatever its timer does. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;

  private Machine() {}

  /** Processor time that all programs together have used since the start, on all cores. */
  static double busySeconds() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      StringTokenizer columns = new StringTokenizer(lines.findFirst().orElseThrow());
      columns.nextToken();
      double ticks = 0;
      for (int column = 0; column <= STEAL; column++) {
        double counted = Double.parseDouble(columns.nextToken());
        ticks += column == IDLE || column == IO_WAIT ? 0 : counted;
      }
      return ticks / TICKS_PER_SECOND;
    }
  }
}
