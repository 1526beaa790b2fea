package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.training.TrainingStep;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetConfig;

class AveragingMasterTest {

  private static final UNetConfig UNET =
      new UNetConfig(
          28, 28, 1, 10, 4, 8, List.of(1), 3, 8, List.of(true), true, 2, 4, 8, true, true);
  private static final ModelConfig MODEL =
      new ModelConfig(UNET, new DiffusionConfig("cosine", 100), 28, 28);

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

  @Test
  void twoWorkersOfHalfTheDataEqualOneMachineWithTheJointBatch() {
    LabelledImages data = Strokes.draw(0, 16);
    WorkerSetup setup = setup(new Sgd(0.05), 8);
    float[] start = initial();

    AveragingMaster master = new AveragingMaster(setup, 2, start, new float[0]);
    SparkComputationGraph graph = graph(master);
    var shards = ShardedData.spread(spark, data, 2, "halves");
    TrainingStep one = new TrainingStep(UNET, new Sgd(0.05), 0);
    one.network().setParameters(start);
    NoisedBatch.Maker maker = setup.trainingBatches();
    int[] positions = IntStream.range(0, 16).toArray();
    long[] examples = IntStream.range(0, 16).asLongStream().toArray();

    for (int round = 0; round < 3; round++) {
      master.run(graph, shards, new RoundPlan(round, 16L * round, round, List.of(8, 8)));
      one.run(maker.make(data, positions, examples, round), round);

      assertThat(largestDifference(master.parameters(), one.network().parameters()))
          .as("after round %d", round)
          .isLessThan(1e-5);
    }
    assertThat(largestDifference(start, master.parameters())).isGreaterThan(1e-4);
  }

  @Test
  void theAverageIsWeightedByExamples() {
    LabelledImages data = Strokes.draw(0, 16);
    WorkerSetup setup = setup(new Sgd(0.05), 8);
    float[] start = initial();
    RoundPlan uneven = new RoundPlan(0, 0, 0, List.of(6, 2));

    AveragingMaster master = new AveragingMaster(setup, 2, start, new float[0]);
    master.run(graph(master), ShardedData.spread(spark, data, 2, "uneven"), uneven);

    NetworkState from = new NetworkState(start, new float[0]);
    AveragingWorker worker = new AveragingWorker(setup, uneven);
    float[] first =
        worker.train(new Shard(data.shard(0, 2), 0, 2), () -> from).state().parameters();
    float[] second =
        worker.train(new Shard(data.shard(1, 2), 1, 2), () -> from).state().parameters();
    float[] expected = new float[start.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (first[i] * 0.75 + second[i] * 0.25);
    }
    assertThat(master.parameters()).isEqualTo(expected);
  }

  @Test
  void aRoundGivesTheSameBitsAgainAndAveragesAdamsStateToo() {
    LabelledImages data = Strokes.draw(0, 60);
    WorkerSetup setup = setup(new Adam(1e-3), 5);
    float[] start = initial();
    float[][] parameters = new float[2][];
    float[][] moments = new float[2][];
    for (int run = 0; run < 2; run++) {
      AveragingMaster master = new AveragingMaster(setup, 2, start, new float[2 * start.length]);
      SparkComputationGraph graph = graph(master);
      var shards = ShardedData.spread(spark, data, 3, "run " + run);
      for (int round = 0; round < 2; round++) {
        master.run(
            graph, shards, new RoundPlan(round, 45L * round, 3L * round, List.of(15, 15, 15)));
      }
      parameters[run] = master.parameters();
      moments[run] = master.optimizer();
    }
    assertThat(parameters[1]).isEqualTo(parameters[0]);
    assertThat(moments[1]).isEqualTo(moments[0]);
    assertThat(largestDifference(moments[0], new float[moments[0].length])).isGreaterThan(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskThatFailsIsRunAgainWithTheSameResult(boolean byBlocks) {
    LabelledImages data = Strokes.draw(0, 60);
    WorkerSetup setup = setup(new Adam(1e-3), 5);
    float[] start = initial();
    RoundPlan plan = new RoundPlan(0, 0, 0, List.of(15, 10, 5));
    AveragingMaster undisturbed = new AveragingMaster(setup, 2, start, new float[2 * start.length]);
    undisturbed.run(graph(undisturbed), ShardedData.spread(spark, data, 3, "calm"), plan);

    AveragingMaster disturbed =
        new AveragingMaster(setup, 2, start, new float[2 * start.length]) {
          @Override
          public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
            return new FailsAtFirst(setup, plan);
          }

          @Override
          Reduction reduce(JavaRDD<WorkerResult> results) {
            return byBlocks ? Reduction.byBlocks(results, 5) : Reduction.onDriver(results);
          }
        };
    disturbed.run(graph(disturbed), ShardedData.spread(spark, data, 3, "disturbed"), plan);

    assertThat(disturbed.parameters()).isEqualTo(undisturbed.parameters());
    assertThat(disturbed.optimizer()).isEqualTo(undisturbed.optimizer());
  }

  /** Every task fails once, after it has trained. */
  private static final class FailsAtFirst extends AveragingWorker {
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
    AveragingMaster master =
        new AveragingMaster(setup(new Adam(1e-3), 8), 2, start, new float[2 * start.length]);
    RoundResult result =
        master.run(
            graph(master),
            ShardedData.spread(spark, data, 2, "halves"),
            new RoundPlan(0, 0, 0, List.of(8, 8)));

    assertThat(result.bytesUp()).isEqualTo(2L * 3 * Float.BYTES * start.length);
    assertThat(result.bytesDown()).as("local mode fetches nothing").isZero();
    assertThat(result.memory().resident()).isPositive();
    assertThat(result.images()).isEqualTo(16);
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsTheWeights() {
    float[] broken = initial();
    broken[broken.length - 1] = Float.NaN;
    AveragingMaster master = new AveragingMaster(setup(new Sgd(0.1), 8), 2, broken, new float[0]);
    SparkComputationGraph graph = graph(master);
    var shards = ShardedData.spread(spark, Strokes.draw(0, 16), 2, "broken");

    assertThatThrownBy(() -> master.run(graph, shards, new RoundPlan(4, 64, 4, List.of(8, 8))))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("the training loss is NaN in round 5, after 64 images")
        .hasMessageContaining("--learning-rate");
    assertThat(master.parameters()).isSameAs(broken);
  }

  @Test
  void aWeightThatIsNotFiniteStopsTheRunThoughEachLossWas() {
    float[] start = initial();
    AveragingMaster master = new AveragingMaster(setup(new Sgd(1e60), 8), 2, start, new float[0]);
    SparkComputationGraph graph = graph(master);
    var shards = ShardedData.spread(spark, Strokes.draw(0, 16), 2, "overflow");

    assertThatThrownBy(() -> master.run(graph, shards, new RoundPlan(0, 0, 0, List.of(8, 8))))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("a weight is NaN or infinite in round 1");
    assertThat(master.parameters()).isSameAs(start);
  }

  @Test
  void anImageThatComesTwiceInARoundIsNoisedAnew() {
    WorkerSetup setup = setup(new Sgd(1e-30), 4);
    AveragingWorker worker = new AveragingWorker(setup, new RoundPlan(0, 0, 0, List.of(12)));
    TrainingStep step = new TrainingStep(UNET, new Sgd(1e-30), 0);
    step.network().setParameters(initial());
    LabelledImages four = Strokes.draw(0, 4);
    double expected = 0;
    double[] sums = new double[3];
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] epochs = {epoch, epoch, epoch, epoch};
      NoisedBatch batch =
          setup
              .trainingBatches()
              .make(four, new int[] {0, 1, 2, 3}, new long[] {0, 1, 2, 3}, 0, epochs);
      sums[epoch] = batch.noise().norm2Number().doubleValue();
      expected += 4 * step.run(batch, epoch);
    }

    assertThat(worker.minibatches(new Shard(four, 0, 1), step, 12))
        .isCloseTo(expected, within(1e-4));
    assertThat(Math.abs(sums[0] - sums[1])).isGreaterThan(1e-2);
    assertThat(Math.abs(sums[1] - sums[2])).isGreaterThan(1e-2);
  }

  @Test
  void moreWorkersThanImagesAreRefused() {
    assertThatThrownBy(() -> ShardedData.spread(spark, Strokes.draw(0, 3), 4, "few"))
        .hasMessage("4 workers cannot share 3 images; lower --workers or give more data");
  }

  private static WorkerSetup setup(IUpdater optimizer, int batchSize) {
    return new WorkerSetup(MODEL, optimizer, 0, batchSize, 0.1, 11, 1);
  }

  private static SparkComputationGraph graph(AveragingMaster master) {
    return new SparkComputationGraph(spark, UNet.forInference(UNET).graph(), master);
  }

  private static float[] initial() {
    UNet network = UNet.forInference(UNET);
    network.initialize(3);
    return network.parameters();
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
