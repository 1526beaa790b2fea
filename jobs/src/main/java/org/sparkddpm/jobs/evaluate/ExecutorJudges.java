package org.sparkddpm.jobs.evaluate;

import java.util.function.Function;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.compute.TaskDevice;
import org.sparkddpm.jobs.measures.SquaredDistances;
import org.sparkddpm.judge.Judge;
import org.sparkddpm.judge.JudgeConfig;

/** The judges and matrices of an executor, each on an engine of its own. */
final class ExecutorJudges {

  private static final ExecutorPool<JudgePlace, Judge> JUDGES = new ExecutorPool<>();
  private static final ExecutorPool<DistancePlace, SquaredDistances> DISTANCES =
      new ExecutorPool<>();

  /** Judges of the same weights on a device. */
  private record JudgePlace(JudgeConfig config, String weights, TaskDevice device) {}

  private record DistancePlace(int dimensions, TaskDevice device) {}

  private ExecutorJudges() {}

  /**
   * Does a task's work with a judge on its device.
   *
   * @param id tells its weights from others
   */
  static <R> R judge(
      JudgeConfig config, String id, float[] weights, ComputeSetup setup, Function<Judge, R> work) {
    return setup
        .engine()
        .onDevice(
            device ->
                JUDGES.lend(
                    new JudgePlace(config, id, device),
                    () -> new Judge(config, weights, device.create(true)),
                    judge -> {
                      judge.engine().bind(setup.threads());
                      return work.apply(judge);
                    }));
  }

  /** Does a task's work with room for distances between rows of so many numbers, on its device. */
  static <R> R distances(int dimensions, ComputeSetup setup, Function<SquaredDistances, R> work) {
    return setup
        .engine()
        .onDevice(
            device ->
                DISTANCES.lend(
                    new DistancePlace(dimensions, device),
                    () -> new SquaredDistances(device.create(false), dimensions),
                    distances -> {
                      distances.engine().bind(setup.threads());
                      return work.apply(distances);
                    }));
  }
}
