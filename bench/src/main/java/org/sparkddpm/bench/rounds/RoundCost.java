package org.sparkddpm.bench.rounds;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.train.IdleRounds;
import org.sparkddpm.jobs.train.TrainJob;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

/**
 * What a round costs when the workers compute nothing: real executors, each a JVM of its own with
 * one core, all on this machine. {@code scripts/bench-rounds} runs it.
 */
public final class RoundCost {

  private static final int WARM_UP = 5;
  private static final PrintStream OUT = System.out;

  private RoundCost() {}

  /** The rounds of one way of reducing with one number of workers. */
  private record Series(
      int workers, boolean blocks, List<IdleRounds.Cost> rounds, List<Duration> cpu) {

    Series(int workers, boolean blocks) {
      this(workers, blocks, new ArrayList<>(), new ArrayList<>());
    }

    /** Of all processes together; hardly disturbed by what else the machine does. */
    double cpuMilliseconds() {
      return cpu.stream().mapToLong(Duration::toMillis).average().orElseThrow();
    }

    double best(Function<IdleRounds.Cost, Double> figure) {
      return rounds.stream().mapToDouble(figure::apply).min().orElseThrow();
    }

    double milliseconds() {
      return best(round -> round.seconds() * 1e3);
    }

    double median(Function<IdleRounds.Cost, Double> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure::apply).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    double phase(String name) {
      return median(round -> round.phases().get(name));
    }

    String row() {
      IdleRounds.Cost last = rounds.get(rounds.size() - 1);
      return String.format(
          Locale.ROOT,
          "%7d  %-7s %6.0f %6.0f %6.0f | %9.0f %7.0f %6.0f | %5.0f %5.0f %5.0f | %5d %5d | %8d",
          workers,
          blocks ? "blocks" : "collect",
          milliseconds(),
          median(round -> round.seconds() * 1e3),
          cpuMilliseconds(),
          phase("broadcast"),
          phase("workers and average"),
          phase("decode"),
          median(IdleRounds.Cost::fetch),
          median(IdleRounds.Cost::load),
          median(IdleRounds.Cost::save),
          last.bytesDown() / 1_000_000,
          last.bytesUp() / 1_000_000,
          last.resident() / 1_000_000);
    }
  }

  /**
   * Runs.
   *
   * @param arguments preset, numbers of workers with commas, rounds of each, file for the plot
   */
  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[2]);
    List<Series> collect = new ArrayList<>();
    List<Series> blocks = new ArrayList<>();
    OUT.println(
        "workers  way       best median    CPU | broadcast workers decode | fetch  load  save |"
            + "  down    up | executor");
    OUT.println(
        "                     ms     ms     ms |        ms      ms     ms |    ms    ms    ms |"
            + "    MB    MB |       MB");
    for (String workers : arguments[1].split(",", -1)) {
      for (Series series : measure(arguments[0], Integer.parseInt(workers), rounds)) {
        (series.blocks() ? blocks : collect).add(series);
        OUT.println(series.row());
      }
    }
    double one = collect.get(0).milliseconds() / collect.get(0).workers();
    RoundPlot plot =
        new RoundPlot(
            "A round without computation, preset "
                + arguments[0]
                + ", all executors on one machine",
            List.of(
                line("collected by the driver", "#1f77b4", collect, Series::milliseconds),
                line("reduced by blocks", "#d62728", blocks, Series::milliseconds),
                line("growth of the bytes", "#999999", collect, s -> one * s.workers())));
    Files.writeString(Path.of(arguments[3]), plot.svg());
    OUT.println("plot: " + arguments[3]);
  }

  private static RoundPlot.Line line(
      String name, String color, List<Series> series, Function<Series, Double> milliseconds) {
    return new RoundPlot.Line(
        name,
        color,
        series.stream()
            .map(one -> new RoundPlot.Point(one.workers(), milliseconds.apply(one)))
            .toList());
  }

  private static List<Series> measure(String preset, int workers, int rounds) {
    UNetConfig unet = UNetPresets.of(preset, 28, 28, 1, 10, true, true);
    ModelConfig model = new ModelConfig(unet, new DiffusionConfig("cosine", 1000), 28, 28);
    try (SparkSession session = session(workers)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      IdleRounds idle =
          new IdleRounds(
              spark,
              model,
              DistributedImages.of(spark, Strokes.draw(0, 10 * workers), "strokes"),
              workers);
      Series collect = new Series(workers, false);
      Series blocks = new Series(workers, true);
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Series series : List.of(collect, blocks)) {
          Duration before = cpuTime();
          IdleRounds.Cost cost = series.blocks() ? idle.byBlocks() : idle.collected();
          if (round >= 0) {
            series.cpu().add(cpuTime().minus(before));
            series.rounds().add(cost);
          }
        }
      }
      return List.of(collect, blocks);
    }
  }

  /** Of this process and the executors, which are its children. */
  private static Duration cpuTime() {
    ProcessHandle driver = ProcessHandle.current();
    return Stream.concat(Stream.of(driver), driver.descendants())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  static SparkSession session(int workers) {
    return SparkSession.builder()
        .master("local-cluster[" + workers + ",1,1024]")
        .appName("round cost")
        .config(TrainJob.sparkSettings())
        .config("spark.ui.enabled", "false")
        .config("spark.driver.maxResultSize", "4g")
        .config("spark.executor.memory", "1g")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.scheduler.minRegisteredResourcesRatio", "1")
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        .getOrCreate();
  }
}
