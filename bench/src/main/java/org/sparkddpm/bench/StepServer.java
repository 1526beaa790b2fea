package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/**
 * Timed steps of our network, one request after another: {@code train|sample FOLDER THREADS}.
 *
 * <p>Requests are lines on stdin, answers one line of JSON each on stdout; {@code
 * bench/peer/server.py} speaks the same language:
 *
 * <ul>
 *   <li>{@code run K} takes K steps: {@code {"nanos": wall time, "value": of the last step}}
 *   <li>{@code output FILE} writes the predicted noise of the batch as little-endian floats
 *   <li>{@code gemm N} multiplies N x N matrices: {@code {"gflops": best of many}}
 *   <li>{@code layers K} takes K steps with a clock on every kernel; only here
 * </ul>
 *
 * <p>An empty line or the end of stdin ends the process.
 */
public final class StepServer {

  private final String step;
  private final Export export;
  private final int threads;
  private final Work work;

  private StepServer(String step, Export export, int threads) throws IOException {
    this.step = step;
    this.export = export;
    this.threads = threads;
    this.work = Work.of(step, export, engine());
  }

  /** What the jobs take for such a step. */
  private Engine engine() {
    Engine engine = Engines.fastest(EngineSettings.onHost(step.equals("sample")));
    engine.bind(threads);
    return engine;
  }

  /** Serves until told to end. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    StepServer server =
        new StepServer(args[0], new Export(Path.of(args[1])), Integer.parseInt(args[2]));
    answers.println(Subject.JSON.createObjectNode().put("name", "spark-ddpm"));
    serve(answers, server::answer);
  }

  /** Answers requests. */
  @FunctionalInterface
  public interface Answers {
    /** Does what is asked; the answer is one line of JSON. */
    JsonNode to(String request, String argument) throws IOException;
  }

  /** Answers what comes on stdin until told to end. */
  public static void serve(PrintStream out, Answers answers) throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine();
        line != null && !line.isEmpty();
        line = requests.readLine()) {
      int space = line.indexOf(' ');
      out.println(answers.to(line.substring(0, space), line.substring(space + 1)));
    }
  }

  private JsonNode answer(String request, String argument) throws IOException {
    ObjectNode answer = Subject.JSON.createObjectNode();
    switch (request) {
      case "run" -> {
        long start = System.nanoTime();
        double value = work.steps(Integer.parseInt(argument));
        answer.put("nanos", System.nanoTime() - start).put("value", value);
      }
      case "output" -> output(Path.of(argument));
      case "gemm" ->
          answer.put(
              "gflops", GemmPeak.gflops(work.network().engine(), Integer.parseInt(argument)));
      case "layers" -> layers(Integer.parseInt(argument), answer);
      default -> throw new IllegalArgumentException("no request '" + request + "'");
    }
    return answer;
  }

  private void output(Path file) throws IOException {
    Export.Batch batch = export.batch();
    float[] noise = work.network().predict(batch.images(), batch.timesteps(), batch.labels());
    FloatFile.write(file, noise);
  }

  /** On a network of its own, warmed up by as many steps as are measured. */
  private void layers(int count, ObjectNode answer) throws IOException {
    LayerClock clock = new LayerClock();
    Work clocked = Work.of(step, export, clock.around(engine()));
    clocked.steps(count);
    clock.reset();
    long start = System.nanoTime();
    clocked.steps(count);
    answer.put("nanos", System.nanoTime() - start);
    clock.report(answer.putArray("layers"));
  }
}
