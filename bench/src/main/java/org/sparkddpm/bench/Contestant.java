package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that takes timed steps when asked, and otherwise waits. */
public final class Contestant implements AutoCloseable {

  private static final long SECONDS_TO_END = 10;

  private final String label;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private volatile JsonNode greeting;
  private volatile Duration late;

  private Contestant(String label, Path log, Process process) {
    this.label = label;
    this.log = log;
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /**
   * Starts a process; it is ready after {@link #greeting}.
   *
   * @param label what JSON calls it, and its log in {@code logs}
   */
  public static Contestant start(
      String label, List<String> command, Map<String, String> environment, Path logs)
      throws IOException {
    Files.createDirectories(logs);
    Path log = logs.resolve(label + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    return new Contestant(label, log, builder.start());
  }

  /** What JSON calls it. */
  public String label() {
    return label;
  }

  /** What it said of itself when it was ready. */
  public synchronized JsonNode greeting() throws IOException {
    if (greeting == null) {
      greeting = answer();
    }
    return greeting;
  }

  /** Asks for one thing and waits for it. */
  public JsonNode ask(String request, Object argument) throws IOException {
    greeting();
    requests.write(request + " " + argument + "\n");
    requests.flush();
    return answer();
  }

  private JsonNode answer() throws IOException {
    String line = nextLine();
    // Java and native libraries may print there too.
    while (line != null && !line.startsWith("{")) {
      line = nextLine();
    }
    if (line == null && late != null) {
      throw new IOException(label + " was not ready within " + late.toSeconds() + " s");
    }
    if (line == null) {
      throw new IOException("the process '" + label + "' ended: " + lastWords());
    }
    return Subject.JSON.readTree(line);
  }

  /** The next line; null if the process has ended, or was ended because it was late. */
  private String nextLine() throws IOException {
    try {
      return answers.readLine();
    } catch (IOException e) {
      // The end of a process closes what is read of it, sometimes in the middle of reading.
      if (late != null) {
        return null;
      }
      throw e;
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - 5), lines.size());
    return String.join(" | ", last) + " (all of it in " + log + ")";
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** Ends the process if it is not ready after so long; its greeting then fails. */
  public void endUnlessReadyIn(Duration limit) {
    // Reads the greeting when it comes, which may be long before anybody asks for it.
    Thread waiting =
        new Thread(
            () -> {
              try {
                greeting();
              } catch (IOException e) {
                // Whoever asks for it is told the same.
                process.destroyForcibly();
              }
            },
            label + " gets ready");
    waiting.setDaemon(true);
    waiting.start();
    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (greeting == null) {
                late = limit;
                process.destroyForcibly();
              }
            });
  }

  /** Time on all cores so far. */
  Duration cpuTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The most memory that it ever held, in MiB. */
  long peakMemory() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .sum();
    }
  }

  @Override
  public void close() throws IOException {
    try (requests;
        answers) {
      requests.write("\n");
    } catch (IOException e) {
      // It has ended already; whoever asked it last was told why.
      process.destroy();
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
