package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulated device is no more lenient than a card: streams that wait for each other. */
class EmulatedStreamsTest {

  private static final int DISABLE_TIMING = 2;
  private static final int CAPTURE_THREAD_LOCAL = 1;
  private static final int CAPTURE_MERGE = 902;
  private static final int CAPTURE_UNMATCHED = 903;
  private static final int CAPTURE_UNJOINED = 904;
  private static final int CAPTURE_ISOLATION = 905;
  private static final int CAPTURED_EVENT = 907;

  @TempDir static Path folder;

  @BeforeAll
  static void needCompiler() {
    EmulatedDevice.assumeAvailable();
  }

  /** A driver with a second stream, and two events. */
  private static final class Streams implements AutoCloseable {
    final PrivateDriver driver;
    final long main;
    final long side;
    final long fork;
    final long join;

    Streams(String order) throws IOException {
      driver = new PrivateDriver(folder, Map.of("SPARK_DDPM_EMULATED_ORDER", order));
      main = driver.stream();
      side = driver.get("cuStreamCreate", 1);
      fork = driver.get("cuEventCreate", DISABLE_TIMING);
      join = driver.get("cuEventCreate", DISABLE_TIMING);
    }

    Streams() throws IOException {
      this("");
    }

    long number() {
      return driver.allocate(Float.BYTES);
    }

    float read(long number) {
      return driver.floats(number, 1)[0];
    }

    void set(long number, float value, long stream) {
      driver.succeed("cuMemsetD32Async", number, Float.floatToIntBits(value), 1L, stream);
    }

    void copy(long from, long to, long stream) {
      driver.succeed("cuMemcpyDtoDAsync_v2", to, from, (long) Float.BYTES, stream);
    }

    void fork() {
      driver.succeed("cuEventRecord", fork, main);
      driver.succeed("cuStreamWaitEvent", side, fork, 0);
    }

    void join() {
      driver.succeed("cuEventRecord", join, side);
      driver.succeed("cuStreamWaitEvent", main, join, 0);
    }

    void begin(long stream) {
      driver.succeed("cuStreamBeginCapture_v2", stream, CAPTURE_THREAD_LOCAL);
    }

    int end(long stream, LongByReference graph) {
      return driver.call("cuStreamEndCapture", stream, graph);
    }

    /** Makes calls, or captures and launches them. */
    void run(boolean captured, Runnable calls) {
      if (!captured) {
        calls.run();
        return;
      }
      begin(main);
      calls.run();
      LongByReference graph = new LongByReference();
      assertThat(end(main, graph)).isZero();
      long executable = driver.get("cuGraphInstantiateWithFlags", graph.getValue(), 0L);
      driver.succeed("cuGraphDestroy", graph.getValue());
      driver.succeed("cuGraphLaunch", executable, main);
    }

    @Override
    public void close() {
      driver.succeed("cuEventDestroy_v2", fork);
      driver.succeed("cuEventDestroy_v2", join);
      driver.succeed("cuStreamDestroy_v2", side);
      driver.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"called", "turns", "latest"})
  void streamsWaitForEventsInEveryOrder(String order) throws IOException {
    for (boolean captured : new boolean[] {false, true}) {
      try (Streams streams = new Streams(order)) {
        long first = streams.number();
        long aside = streams.number();
        long mainly = streams.number();
        long last = streams.number();
        streams.run(
            captured,
            () -> {
              streams.set(first, 3, streams.main);
              streams.fork();
              streams.copy(first, aside, streams.side);
              streams.copy(first, mainly, streams.main);
              streams.join();
              streams.copy(aside, last, streams.main);
              streams.set(first, 4, streams.main);
            });
        assertThat(streams.read(last)).isEqualTo(3);
        assertThat(streams.read(mainly)).isEqualTo(3);
        assertThat(streams.read(first)).isEqualTo(4);
      }
    }
  }

  @Test
  void aStreamThatIsNotWaitedForIsLate() throws IOException {
    try (Streams streams = new Streams()) {
      long number = streams.number();
      streams.set(number, 1, streams.side);
      assertThat(streams.read(number)).isNaN();
      streams.join();
      assertThat(streams.read(number)).isEqualTo(1);
    }
  }

  @Test
  void anEventIsWhatItsStreamHadToDoWhenItWasRecorded() throws IOException {
    try (Streams streams = new Streams()) {
      long number = streams.number();
      streams.driver.succeed("cuStreamWaitEvent", streams.main, streams.join, 0);
      streams.set(number, 1, streams.side);
      streams.driver.succeed("cuEventRecord", streams.join, streams.side);
      streams.set(number, 2, streams.side);
      streams.driver.succeed("cuStreamWaitEvent", streams.main, streams.join, 0);
      assertThat(streams.read(number)).isEqualTo(1);
      streams.driver.succeed("cuStreamSynchronize", streams.side);
      assertThat(streams.read(number)).isEqualTo(2);
    }
  }

  /** What two streams do with one number shows in which order they run. */
  private static float[] shared(String order, boolean captured) throws IOException {
    try (Streams streams = new Streams(order)) {
      long shared = streams.number();
      long aside = streams.number();
      long mainly = streams.number();
      streams.run(
          captured,
          () -> {
            streams.set(shared, 0, streams.main);
            streams.fork();
            streams.set(shared, 1, streams.side);
            streams.copy(shared, aside, streams.side);
            streams.set(shared, 2, streams.main);
            streams.copy(shared, mainly, streams.main);
            streams.join();
          });
      return new float[] {streams.read(aside), streams.read(mainly), streams.read(shared)};
    }
  }

  @Test
  void streamsSideBySideRunInTheOrderThatIsAskedFor() throws IOException {
    for (boolean captured : new boolean[] {false, true}) {
      assertThat(shared("called", captured)).containsExactly(1, 2, 2);
      assertThat(shared("latest", captured)).containsExactly(1, 2, 1);
      float[] turns = shared("turns", captured);
      assertThat(turns[0]).as("both read what was written last").isEqualTo(turns[1]);
      assertThat(turns[2]).isEqualTo(turns[0]);
    }
  }

  @Test
  void capturesMustBeJoined() throws IOException {
    try (Streams streams = new Streams()) {
      LongByReference graph = new LongByReference();
      long number = streams.number();
      streams.begin(streams.main);
      streams.fork();
      assertThat(streams.end(streams.main, graph)).isEqualTo(CAPTURE_UNJOINED);
      streams.begin(streams.main);
      streams.fork();
      streams.set(number, 1, streams.side);
      streams.join();
      streams.set(number, 2, streams.side);
      assertThat(streams.end(streams.main, graph)).isEqualTo(CAPTURE_UNJOINED);
      assertThat(graph.getValue()).isZero();
      assertThat(streams.read(number)).as("captured and not run").isNaN();
      streams.set(number, 3, streams.side);
      streams.join();
      assertThat(streams.read(number)).isEqualTo(3);
    }
  }

  @Test
  void capturesAreApartFromWhatIsOutside() throws IOException {
    try (Streams streams = new Streams()) {
      LongByReference graph = new LongByReference();
      for (boolean recorded : new boolean[] {false, true}) {
        if (recorded) {
          streams.driver.succeed("cuEventRecord", streams.join, streams.side);
        }
        streams.begin(streams.main);
        assertThat(streams.driver.call("cuStreamWaitEvent", streams.main, streams.join, 0))
            .isEqualTo(CAPTURE_ISOLATION);
        assertThat(streams.driver.call("cuEventRecord", streams.fork, streams.main))
            .isEqualTo(EmulatedDriverTest.CAPTURE_INVALIDATED);
        assertThat(streams.end(streams.main, graph))
            .isEqualTo(EmulatedDriverTest.CAPTURE_INVALIDATED);
      }
      streams.begin(streams.main);
      streams.driver.succeed("cuEventRecord", streams.fork, streams.main);
      assertThat(streams.end(streams.main, graph)).isZero();
      assertThat(streams.driver.call("cuStreamWaitEvent", streams.side, streams.fork, 0))
          .isEqualTo(CAPTURED_EVENT);
    }
  }

  @Test
  void capturesDoNotMixAndEndWhereTheyBegan() throws IOException {
    try (Streams streams = new Streams()) {
      LongByReference graph = new LongByReference();
      streams.begin(streams.main);
      streams.begin(streams.side);
      streams.driver.succeed("cuEventRecord", streams.fork, streams.main);
      assertThat(streams.driver.call("cuStreamWaitEvent", streams.side, streams.fork, 0))
          .isEqualTo(CAPTURE_MERGE);
      for (long stream : new long[] {streams.main, streams.side}) {
        assertThat(streams.end(stream, graph)).isEqualTo(EmulatedDriverTest.CAPTURE_INVALIDATED);
      }
      streams.begin(streams.main);
      streams.fork();
      assertThat(streams.end(streams.side, graph)).isEqualTo(CAPTURE_UNMATCHED);
      assertThat(streams.end(streams.main, graph))
          .isEqualTo(EmulatedDriverTest.CAPTURE_INVALIDATED);
    }
  }
}
