package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class ReductionTest {

  private static SparkSession session;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .appName("reduction")
            .config(TrainJob.sparkSettings())
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** Workers 1 to 17 with unequal weights, in any order, in more or fewer blocks than floats. */
  @RepeatedTest(17)
  void bothWaysGiveTheSameBits(RepetitionInfo repetition) {
    int workers = repetition.getCurrentRepetition();
    Random random = new Random(workers);
    int length = 1 + random.nextInt(random.nextBoolean() ? 20 : 20_000);
    int optimizer = random.nextBoolean() ? 2 * length : 0;
    List<WorkerResult> results = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      // The last one always has examples, for a round has at least one.
      int examples = worker == workers - 1 ? 7 : random.nextInt(500);
      NetworkState state =
          examples == 0
              ? NetworkState.NONE
              : new NetworkState(floats(random, length), floats(random, optimizer));
      results.add(new WorkerResult(state, report(worker, examples)));
    }
    float[] expected = mean(results, length + optimizer);
    Collections.shuffle(results, random);
    JavaRDD<WorkerResult> spread = spark.parallelize(results, workers);

    Reduction onDriver = Reduction.onDriver(spread);
    Reduction byBlocks = Reduction.byBlocks(spread, 1 + random.nextInt(40));

    assertThat(values(onDriver)).isEqualTo(expected);
    assertThat(byBlocks.mean()).isEqualTo(onDriver.mean());
    assertThat(byBlocks.reports()).isEqualTo(onDriver.reports());
    assertThat(onDriver.reports()).extracting(WorkerReport::worker).isSorted();
    assertThat(byBlocks.bytes()).isEqualTo(onDriver.bytes() + onDriver.mean().length);
  }

  private static float[] mean(List<WorkerResult> results, int length) {
    double examples = results.stream().mapToInt(one -> one.report().examples()).sum();
    double[] sum = new double[length];
    for (WorkerResult one : results) {
      float[] values = new float[one.state().size() / Float.BYTES];
      NetworkState.floats(one.state().bytes()).get(values);
      for (int i = 0; i < values.length; i++) {
        sum[i] += one.report().examples() / examples * values[i];
      }
    }
    float[] mean = new float[length];
    for (int i = 0; i < length; i++) {
      mean[i] = (float) sum[i];
    }
    return mean;
  }

  private static float[] values(Reduction reduction) {
    float[] values = new float[reduction.mean().length / Float.BYTES];
    NetworkState.floats(reduction.mean()).get(values);
    return values;
  }

  private static float[] floats(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6));
    }
    return values;
  }

  private static WorkerReport report(int worker, int examples) {
    return new WorkerReport(
        worker, examples, 0.5 * examples, WorkerReport.Times.NONE, "1", new MemoryUse(1, 1));
  }
}
