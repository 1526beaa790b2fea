package org.sparkddpm.jobs.progress;

import java.util.concurrent.ScheduledExecutorService;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressDisplay;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.cluster.ClusterWatch;

/** Shows how many tasks of the stages that run now are done, where they count nothing else. */
public final class TaskProgress {

  private static final Logger log = LoggerFactory.getLogger(TaskProgress.class);

  private final String phase;
  private final JavaSparkStatusTracker tracker;
  private final ProgressDisplay display = new ProgressDisplay(log);

  /** What is done meanwhile. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private TaskProgress(JavaSparkContext spark, String phase) {
    this.phase = phase;
    this.tracker = spark.statusTracker();
  }

  /**
   * Shows it while something is done.
   *
   * @param phase what is being done, such as {@code read back}
   * @return what that gives
   */
  public static <T, E extends Exception> T during(
      JavaSparkContext spark, String phase, Work<T, E> work) throws E {
    log.debug("{} begins", phase);
    TaskProgress progress = new TaskProgress(spark, phase);
    ScheduledExecutorService clock = ClusterWatch.everySecond("task-progress", progress::show);
    try {
      return work.run();
    } finally {
      clock.shutdownNow();
    }
  }

  private void show() {
    long all = 0;
    long done = 0;
    for (int stage : tracker.getActiveStageIds()) {
      SparkStageInfo info = tracker.getStageInfo(stage);
      if (info != null) {
        all += info.numTasks();
        done += info.numCompletedTasks();
      }
    }
    if (all > 0) {
      long tasks = all;
      long ended = done;
      display.show(() -> ProgressLine.share(phase, ended, tasks).count("tasks", ended, tasks));
    }
  }
}
