package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.LearningRate;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingStep;
import org.sparkddpm.unet.UNetConfig;

class ParameterAveragingTest {

  private static final UNetConfig UNET =
      new UNetConfig(
          28, 28, 1, 10, 4, 8, List.of(1), 3, 8, List.of(true), true, 2, 4, 8, true, true);
  private static final ModelConfig MODEL =
      new ModelConfig(UNET, new DiffusionConfig("cosine", 100), 28, 28);

  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(1e-3), new AdamDecays(0.9, 0.999, 1e-8));

  private static SparkSession session;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2,3]")
            .appName("averaging")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static JavaRDD<Shard> shards(LabelledImages images, int workers, String name) {
    DistributedImages spread = DistributedImages.of(spark, images, name);
    return ShardedData.of(spark, spread, workers, name).shards();
  }

  @Test
  void twoWorkersOfHalfTheDataEqualOneMachineWithTheJointBatch() {
    LabelledImages data = Strokes.draw(0, 16);
    WorkerSetup setup = setup(sgd(0.05), 8);
    float[] start = initial();

    ParameterAveraging averaging = new ParameterAveraging(setup, 2, start, new float[0]);
    var shards = shards(data, 2, "halves");
    TrainingStep one = new TrainingStep(MODEL, sgd(0.05), 0, Engines.fastest());
    one.network().setParameters(start);
    int[] positions = IntStream.range(0, 16).toArray();
    long[] examples = IntStream.range(0, 16).asLongStream().toArray();

    for (int round = 0; round < 3; round++) {
      run(averaging, shards, new RoundPlan(round, 16L * round, round, List.of(8, 8)));
      one.run(
          data,
          setup.trainingNoise(),
          MinibatchPlan.once(round, 16, positions, examples),
          round,
          round);

      assertThat(largestDifference(averaging.parameters(), one.network().parameters()))
          .as("after round %d", round)
          .isLessThan(1e-5);
    }
    assertThat(largestDifference(start, averaging.parameters())).isGreaterThan(1e-4);
  }

  private static int[] everySecond(LabelledImages images, int first) {
    return IntStream.range(0, images.size()).filter(i -> i % 2 == first).toArray();
  }

  @Test
  void theAverageIsWeightedByExamples() {
    LabelledImages data = Strokes.draw(0, 16);
    WorkerSetup setup = setup(sgd(0.05), 8);
    float[] start = initial();
    RoundPlan uneven = new RoundPlan(0, 0, 0, List.of(6, 2));

    ParameterAveraging averaging = new ParameterAveraging(setup, 2, start, new float[0]);
    run(averaging, shards(data, 2, "uneven"), uneven);

    NetworkState from = new NetworkState(start, new float[0]);
    RoundWorker worker = new RoundWorker(setup, uneven);
    float[] first =
        worker
            .train(new Shard(data.chosen(everySecond(data, 0)), 0, 2), () -> from)
            .state()
            .parameters();
    float[] second =
        worker
            .train(new Shard(data.chosen(everySecond(data, 1)), 1, 2), () -> from)
            .state()
            .parameters();
    float[] expected = new float[start.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (first[i] * 0.75 + second[i] * 0.25);
    }
    assertThat(averaging.parameters()).isEqualTo(expected);
  }

  @Test
  void aRoundGivesTheSameBitsAgainAndAveragesAdamsStateToo() {
    LabelledImages data = Strokes.draw(0, 60);
    WorkerSetup setup = setup(ADAM, 5);
    float[] start = initial();
    float[][] parameters = new float[2][];
    float[][] moments = new float[2][];
    for (int run = 0; run < 2; run++) {
      ParameterAveraging averaging =
          new ParameterAveraging(setup, 2, start, new float[2 * start.length]);
      var shards = shards(data, 3, "run " + run);
      for (int round = 0; round < 2; round++) {
        run(averaging, shards, new RoundPlan(round, 45L * round, 3L * round, List.of(15, 15, 15)));
      }
      parameters[run] = averaging.parameters();
      moments[run] = averaging.optimizer();
    }
    assertThat(parameters[1]).isEqualTo(parameters[0]);
    assertThat(moments[1]).isEqualTo(moments[0]);
    assertThat(largestDifference(moments[0], new float[moments[0].length])).isGreaterThan(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskThatFailsIsRunAgainWithTheSameResult(boolean byBlocks) {
    LabelledImages data = Strokes.draw(0, 60);
    WorkerSetup setup = setup(ADAM, 5);
    float[] start = initial();
    RoundPlan plan = new RoundPlan(0, 0, 0, List.of(15, 10, 5));
    ParameterAveraging undisturbed =
        new ParameterAveraging(setup, 2, start, new float[2 * start.length]);
    run(undisturbed, shards(data, 3, "calm"), plan);

    ParameterAveraging disturbed =
        new ParameterAveraging(setup, 2, start, new float[2 * start.length]) {
          @Override
          RoundWorker worker(RoundPlan round) {
            return new FailsAtFirst(setup, round);
          }

          @Override
          Reduction reduce(JavaRDD<WorkerResult> results) {
            return byBlocks ? Reduction.byBlocks(results, 5) : Reduction.onDriver(results);
          }
        };
    run(disturbed, shards(data, 3, "disturbed"), plan);

    assertThat(disturbed.parameters()).isEqualTo(undisturbed.parameters());
    assertThat(disturbed.optimizer()).isEqualTo(undisturbed.optimizer());
  }

  /** Every task fails once, after it has trained. */
  private static final class FailsAtFirst extends RoundWorker {
    private static final long serialVersionUID = 1L;

    FailsAtFirst(WorkerSetup setup, RoundPlan plan) {
      super(setup, plan);
    }

    @Override
    double minibatches(Shard shard, TrainingStep step, int examples) {
      double loss = super.minibatches(shard, step, examples);
      if (TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the first attempt fails on purpose");
      }
      return loss;
    }
  }

  @Test
  void aRoundTellsWhatMovedAndHowMuchMemoryIsInUse() {
    LabelledImages data = Strokes.draw(0, 16);
    float[] start = initial();
    ParameterAveraging averaging =
        new ParameterAveraging(setup(ADAM, 8), 2, start, new float[2 * start.length]);
    RoundResult result =
        run(averaging, shards(data, 2, "halves"), new RoundPlan(0, 0, 0, List.of(8, 8)));

    assertThat(result.bytesUp()).isEqualTo(2L * 3 * Float.BYTES * start.length);
    assertThat(result.bytesDown()).as("local mode fetches nothing").isZero();
    assertThat(result.memory().resident()).isPositive();
    assertThat(result.images()).isEqualTo(16);
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsTheWeights() {
    float[] broken = initial();
    broken[broken.length - 1] = Float.NaN;
    ParameterAveraging averaging =
        new ParameterAveraging(setup(sgd(0.1), 8), 2, broken, new float[0]);
    var shards = shards(Strokes.draw(0, 16), 2, "broken");

    assertThatThrownBy(() -> run(averaging, shards, new RoundPlan(4, 64, 4, List.of(8, 8))))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("the training loss is NaN in round 5, after 64 images")
        .hasMessageContaining("--learning-rate");
    assertThat(averaging.parameters()).isSameAs(broken);
  }

  @Test
  void aWeightThatIsNotFiniteStopsTheRunThoughEachLossWas() {
    float[] start = initial();
    ParameterAveraging averaging =
        new ParameterAveraging(setup(sgd(1e60), 8), 2, start, new float[0]);
    var shards = shards(Strokes.draw(0, 16), 2, "overflow");

    assertThatThrownBy(() -> run(averaging, shards, new RoundPlan(0, 0, 0, List.of(8, 8))))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("a weight is NaN or infinite in round 1");
    assertThat(averaging.parameters()).isSameAs(start);
  }

  @Test
  void anImageThatComesTwiceInARoundIsNoisedAnew() {
    WorkerSetup setup = setup(sgd(1e-30), 4);
    RoundWorker worker = new RoundWorker(setup, new RoundPlan(0, 0, 0, List.of(12)));
    TrainingStep step = new TrainingStep(MODEL, sgd(1e-30), 0, Engines.fastest());
    step.network().setParameters(initial());
    LabelledImages four = Strokes.draw(0, 4);
    double expected = 0;
    double[] sums = new double[3];
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] epochs = {epoch, epoch, epoch, epoch};
      MinibatchPlan plan =
          new MinibatchPlan(0, 4, new int[] {0, 1, 2, 3}, new long[] {0, 1, 2, 3}, epochs);
      expected += 4 * step.run(four, setup.trainingNoise(), plan, epoch, epoch)[0];
      for (float value : step.network().engine().read(step.batch(4).noise())) {
        sums[epoch] += value * value;
      }
    }

    assertThat(worker.minibatches(new Shard(four, 0, 1), step, 12))
        .isCloseTo(expected, within(1e-4));
    assertThat(Math.abs(sums[0] - sums[1])).isGreaterThan(1e-2);
    assertThat(Math.abs(sums[1] - sums[2])).isGreaterThan(1e-2);
  }

  @Test
  void roundsRunUnderDl4jSpark() {
    JavaRDD<Shard> shards = shards(Strokes.draw(0, 4), 2, "shards");
    Dl4jRounds rounds = new Dl4jRounds(spark, UNET);

    long count = rounds.run(shards, JavaRDD::count);
    List<Integer> indices = rounds.run(shards, passed -> passed.map(Shard::index).collect());

    assertThat(count).isEqualTo(2);
    assertThat(indices).containsExactly(0, 1);
  }

  @Test
  void moreWorkersThanImagesAreRefused() {
    assertThatThrownBy(() -> shards(Strokes.draw(0, 3), 4, "few"))
        .hasMessage("4 workers cannot share 3 images; lower --workers or give more data");
  }

  private static WorkerSetup setup(Optimizer optimizer, int batchSize) {
    return new WorkerSetup(MODEL, optimizer, 0, batchSize, 0.1, 11, 1, RunEngine.cpu());
  }

  @Test
  void aTaskThatFailsForGoodIsSparksOwnException() {
    ParameterAveraging failing =
        new ParameterAveraging(setup(sgd(0.1), 8), 2, initial(), new float[0]) {
          @Override
          RoundWorker worker(RoundPlan plan) {
            return new AlwaysFails(setup(sgd(0.1), 8), plan);
          }
        };
    JavaRDD<Shard> shards = shards(Strokes.draw(0, 16), 2, "failing");

    assertThatThrownBy(() -> run(failing, shards, new RoundPlan(0, 0, 0, List.of(8, 8))))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("this worker fails on purpose");
  }

  private static final class AlwaysFails extends RoundWorker {
    private static final long serialVersionUID = 1L;

    AlwaysFails(WorkerSetup setup, RoundPlan plan) {
      super(setup, plan);
    }

    @Override
    double minibatches(Shard shard, TrainingStep step, int examples) {
      throw new IllegalStateException("this worker fails on purpose");
    }
  }

  /** A round as the job runs it. */
  private static RoundResult run(
      ParameterAveraging averaging, JavaRDD<Shard> shards, RoundPlan plan) {
    return new Dl4jRounds(spark, UNET).run(shards, data -> averaging.run(spark, data, plan));
  }

  private static Optimizer sgd(double rate) {
    return new Optimizer.Sgd(LearningRate.constant(rate));
  }

  private static float[] initial() {
    return InitialParameters.of(UNET, 3);
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
