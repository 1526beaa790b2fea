package org.sparkddpm.jobs.samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Numbers of units, dealt out to tasks. */
public final class UnitNumbers {

  /** More tasks would take more of a driver's memory than the units do. */
  public static final int MOST_TASKS = 10_000;

  private static final int ROUNDS = 4;

  private UnitNumbers() {}

  /** All numbers below a bound. */
  public static BitSet all(int units) {
    BitSet all = new BitSet(units);
    all.set(0, units);
    return all;
  }

  /**
   * Deals numbers out, in order and to each task about as many.
   *
   * @param tasks how many are wanted; fewer if there are fewer numbers, or more than {@value
   *     #MOST_TASKS} are wanted
   * @return the numbers of each task, none without
   */
  public static List<int[]> dealt(BitSet numbers, int tasks) {
    int[] all = numbers.stream().toArray();
    long pieces = Math.min(Math.min(tasks, MOST_TASKS), all.length);
    List<int[]> dealt = new ArrayList<>();
    for (long piece = 0; piece < pieces; piece++) {
      int from = (int) (piece * all.length / pieces);
      int to = (int) ((piece + 1) * all.length / pieces);
      dealt.add(Arrays.copyOfRange(all, from, to));
    }
    return dealt;
  }

  /** As {@link #dealt}, each task's numbers as one row. */
  public static JavaRDD<int[]> parallelize(JavaSparkContext spark, BitSet numbers, int tasks) {
    List<int[]> dealt = dealt(numbers, tasks);
    return spark.parallelize(dealt, Math.max(1, dealt.size()));
  }

  /**
   * How many tasks look through files: a few for each slot, so that none waits long for the last,
   * and enough to show progress.
   */
  public static int tasks(int parallelism) {
    return Math.max(100, ROUNDS * parallelism);
  }
}
