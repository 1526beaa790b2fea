package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.sparkddpm.bench.Export;
import org.sparkddpm.bench.FloatFile;
import org.sparkddpm.bench.StepServer;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.bench.Work;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;

/**
 * Timed steps of our network on a GPU, one request after another: {@code train|sample FOLDER
 * PRECISION}, on the first device that the process sees.
 *
 * <p>Requests and answers are as in {@link StepServer}; {@code bench/peer/gpu_server.py} knows the
 * same ones:
 *
 * <ul>
 *   <li>{@code run K} takes K steps and waits for the last: {@code {"nanos": wall time, "value": of
 *       the last step}}
 *   <li>{@code check -} takes two steps on the exported batch: {@code {"values": [first, second]}}
 *   <li>{@code output FILE} writes the predicted noise of the batch, of its first 64 images at
 *       most, as little-endian floats
 *   <li>{@code rates -} multiplies square matrices and copies, in growing sizes: {@code {"gflops":
 *       .., "gb_s": ..}}
 *   <li>{@code floor GFLOPS GB/S} what a step takes at such rates: {@code {"nanos": ..,
 *       "operations": .., "bytes": ..}}; only here
 *   <li>{@code calls -} how long each kernel call of a step takes: {@code {"calls": [..]}}, see
 *       {@link CallTimes}; only here
 * </ul>
 */
public final class GpuStepServer {

  /** Name of the engine that is measured. */
  static final String ENGINE = "cuda";

  private static final int MOST_OUTPUT_IMAGES = 64;

  private final String step;
  private final Export export;
  private final Engine engine;
  private final Work work;

  private GpuStepServer(String step, Export export, Precision precision) throws IOException {
    this.step = step;
    this.export = export;
    this.engine =
        Engines.of(ENGINE, new EngineSettings(step.equals(GpuOptions.SAMPLE), precision, 0));
    engine.bind(1);
    this.work = ReplayedWork.of(step, export, engine);
  }

  /** Serves until told to end; the last line of its log says what it failed with. */
  public static void main(String[] args) throws IOException {
    try {
      serve(args[0], new Export(Path.of(args[1])), precision(args[2]));
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.err.println(e);
      System.exit(1);
    }
  }

  private static Precision precision(String name) {
    return Arrays.stream(Precision.values())
        .filter(each -> each.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no precision '" + name + "'"));
  }

  private static void serve(String step, Export export, Precision precision) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    GpuStepServer server = new GpuStepServer(step, export, precision);
    answers.println(
        Subject.JSON
            .createObjectNode()
            .put("name", "spark-ddpm " + precision)
            .put("device", server.engine.describe()));
    StepServer.serve(answers, server::answer);
    server.engine.close();
  }

  private JsonNode answer(String request, String argument) throws IOException {
    ObjectNode answer = Subject.JSON.createObjectNode();
    switch (request) {
      case "run" -> {
        long start = System.nanoTime();
        double value = work.steps(Integer.parseInt(argument));
        answer.put("nanos", System.nanoTime() - start).put("value", value);
      }
      case "check" -> answer.putArray("values").add(work.step()).add(work.step());
      case "output" -> output(Path.of(argument));
      case "rates" ->
          answer
              .put("gflops", EngineRates.gflops(engine))
              .put("gb_s", EngineRates.gigabytesPerSecond(engine));
      case "calls" ->
          CallTimes.measure(
              step,
              Subject.read(export.config()),
              export.batch(),
              engine,
              answer.putArray("calls"));
      case "floor" -> floor(argument.split(" ", 2), answer);
      default -> throw new IllegalArgumentException("no request '" + request + "'");
    }
    return answer;
  }

  private void output(Path file) throws IOException {
    Export.Batch batch = export.batch();
    int count = Math.min(MOST_OUTPUT_IMAGES, batch.size());
    float[] noise =
        work.network()
            .predict(
                Arrays.copyOf(batch.images(), count * work.network().config().imageSize()),
                Arrays.copyOf(batch.timesteps(), count),
                Arrays.copyOf(batch.labels(), count));
    FloatFile.write(file, noise);
  }

  private void floor(String[] rates, ObjectNode answer) throws IOException {
    StepCost cost = StepCost.of(step, Subject.read(export.config()));
    answer
        .put(
            "nanos",
            cost.nanos(
                new GpuMeasurement.Rates(
                    Double.parseDouble(rates[0]), Double.parseDouble(rates[1]))))
        .put("operations", cost.operations())
        .put("bytes", cost.bytes());
  }
}
