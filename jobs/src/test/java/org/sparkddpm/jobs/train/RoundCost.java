package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.LearningRate;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingStep;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetPresets;

/**
 * What a round costs when the workers compute nothing: real executors, each a JVM of its own with
 * one core, all on this machine. {@code scripts/bench-rounds} runs it.
 */
public final class RoundCost {

  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(1e-4), new AdamDecays(0.9, 0.99, 1e-8));
  private static final int WARM_UP = 5;
  private static final PrintStream OUT = System.out;

  private RoundCost() {}

  /** A worker that takes weights in and gives them back, without a minibatch between. */
  private static final class Idle extends RoundWorker {
    private static final long serialVersionUID = 1L;

    Idle(WorkerSetup setup, RoundPlan plan) {
      super(setup, plan);
    }

    @Override
    double minibatches(Shard shard, TrainingStep step, int examples) {
      return 0;
    }
  }

  /** Averaging of idle workers that reduces in the way it is told. */
  private static final class IdleAveraging extends ParameterAveraging {
    private final WorkerSetup setup;
    private final RoundPlan plan;
    private final int workers;
    private boolean blocks;

    IdleAveraging(WorkerSetup setup, int workers, float[] start) {
      super(setup, workers, start, new float[2 * start.length]);
      this.setup = setup;
      this.workers = workers;
      this.plan = new RoundPlan(0, 0, 0, Collections.nCopies(workers, setup.batchSize()));
    }

    @Override
    RoundWorker worker(RoundPlan round) {
      return new Idle(setup, round);
    }

    @Override
    Reduction reduce(JavaRDD<WorkerResult> results) {
      return blocks ? Reduction.byBlocks(results, workers) : Reduction.onDriver(results);
    }

    RoundResult run(JavaSparkContext spark, JavaRDD<Shard> shards, boolean byBlocks) {
      blocks = byBlocks;
      return run(spark, shards, plan);
    }
  }

  /** The rounds of one way of reducing with one number of workers. */
  private record Series(int workers, boolean blocks, List<RoundResult> rounds, List<Duration> cpu) {

    Series(int workers, boolean blocks) {
      this(workers, blocks, new ArrayList<>(), new ArrayList<>());
    }

    /** Of all processes together; hardly disturbed by what else the machine does. */
    double cpuMilliseconds() {
      return cpu.stream().mapToLong(Duration::toMillis).average().orElseThrow();
    }

    double best(Function<RoundResult, Double> figure) {
      return rounds.stream().mapToDouble(figure::apply).min().orElseThrow();
    }

    double milliseconds() {
      return best(round -> round.seconds() * 1e3);
    }

    double median(Function<RoundResult, Double> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure::apply).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    double phase(String name) {
      return median(round -> round.phases().get(name));
    }

    double slowest(Function<WorkerReport.Times, Long> part) {
      return median(
          round ->
              round.reports().stream().mapToLong(one -> part.apply(one.times())).max().orElse(0)
                  / 1e6);
    }

    String row() {
      RoundResult last = rounds.get(rounds.size() - 1);
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
          slowest(WorkerReport.Times::fetch),
          slowest(WorkerReport.Times::load),
          slowest(WorkerReport.Times::save),
          last.bytesDown() / 1_000_000,
          last.bytesUp() / 1_000_000,
          last.memory().resident() / 1_000_000);
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
    WorkerSetup setup = new WorkerSetup(model, ADAM, 1, 64, 0.1, 1, 1);
    try (SparkSession session = session(workers)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      IdleAveraging averaging = new IdleAveraging(setup, workers, InitialParameters.of(unet, 1));
      Dl4jRounds dl4j = new Dl4jRounds(spark, unet);
      JavaRDD<Shard> shards =
          ShardedData.spread(spark, Strokes.draw(0, 10 * workers), workers, "shards");
      Series collect = new Series(workers, false);
      Series blocks = new Series(workers, true);
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Series series : List.of(collect, blocks)) {
          Duration before = cpuTime();
          RoundResult result =
              dl4j.run(shards, data -> averaging.run(spark, data, series.blocks()));
          if (round >= 0) {
            series.cpu().add(cpuTime().minus(before));
            series.rounds().add(result);
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
