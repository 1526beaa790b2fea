package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the time of tasks. Spark notices an executor that is silent, but waits for ever for a task
 * that hangs while its executor's heartbeats go on. Here the executor of such a task is killed and
 * another asked for, so that Spark repeats the task there or on an executor that is left.
 */
final class HangingTasks {

  private static final Logger log = LoggerFactory.getLogger(HangingTasks.class);

  /** Spark repeats a task {@code spark.task.maxFailures} times, which are 4, at most. */
  private static final int MOST_HANGS = 3;

  private static final int TIMES_LONGEST = 10;
  private static final long LEAST_SECONDS = 300;
  private static final long UNKNOWN_SECONDS = 7200;

  /** How long the cluster may take to end an executor. */
  private static final long END_SECONDS = 120;

  private static final long NEVER = -1;

  /** A property of the thread that runs a job. */
  static final String SPREAD = "spark.ddpm.task-spread";

  private final SparkContext spark;
  private final long timeout;
  private final EndedJobs jobs;

  private final Map<Long, Attempt> running = new HashMap<>();
  private final Map<List<Integer>, Integer> hangs = new HashMap<>();
  private final Map<String, Long> longest = new HashMap<>();

  /**
   * A stage.
   *
   * @param name the line of code that it comes from; its tasks are of one kind
   * @param purpose the job's description, for people
   * @param spread how many times longer than another one of its tasks may take by its work
   */
  private record Stage(int id, String name, String purpose, long spread) {}

  /** An attempt at a task; its seconds are looks at it, so time when the driver slept is none. */
  private static final class Attempt {
    private final Stage stage;
    private final TaskInfo task;

    private long seconds;

    /** Its seconds when its executor was to be ended. */
    private long endedAt = NEVER;

    private Attempt(Stage stage, TaskInfo task) {
      this.stage = stage;
      this.task = task;
    }
  }

  private HangingTasks(SparkContext spark, Duration timeout) {
    this.spark = spark;
    this.timeout = timeout.toSeconds();
    this.jobs = new EndedJobs(spark);
  }

  /**
   * Does the work while its tasks are watched.
   *
   * @param timeout after which a task hangs; zero for ten times the longest of its kind so far, but
   *     at least 5 minutes, and 2 hours until one has ended
   * @throws IllegalStateException if a task has hung for the third time, or on the driver itself in
   *     local mode, with what the work threw as its cause
   * @throws Exception what the work throws
   */
  static <T> T guard(SparkContext spark, Duration timeout, Callable<T> work) throws Exception {
    HangingTasks watch = new HangingTasks(spark, timeout);
    SparkListener listener = watch.new Listener();
    spark.addSparkListener(listener);
    ScheduledExecutorService clock = ClusterWatch.everySecond("task-watch", watch::look);
    try {
      return work.call();
    } catch (Exception failure) {
      throw watch.jobs.explained(failure);
    } finally {
      clock.shutdownNow();
      spark.removeSparkListener(listener);
    }
  }

  private void look() {
    if (spark.isStopped()) {
      return;
    }
    List<Attempt> hanging = new ArrayList<>();
    List<Attempt> lasting = new ArrayList<>();
    count(hanging, lasting);
    // Asking the cluster may take long, and Spark's listener must not wait for that.
    hanging.forEach(this::end);
    for (Attempt attempt : lasting) {
      giveUp(
          describe(attempt, attempt.endedAt)
              + String.format(
                  Locale.ROOT, ", and the cluster has not replaced that in %d s", END_SECONDS));
    }
  }

  /** Counts a second, and collects whose executor is to be ended, and should long have ended. */
  private synchronized void count(List<Attempt> hanging, List<Attempt> lasting) {
    for (Attempt attempt : running.values()) {
      attempt.seconds++;
      if (attempt.endedAt == NEVER) {
        if (attempt.seconds >= limit(attempt.stage)) {
          attempt.endedAt = attempt.seconds;
          hanging.add(attempt);
        }
      } else if (attempt.seconds == attempt.endedAt + END_SECONDS) {
        lasting.add(attempt);
      }
    }
  }

  private long limit(Stage stage) {
    Long known = longest.get(stage.name());
    return timeout > 0 ? timeout : known == null ? UNKNOWN_SECONDS : stage.spread() * limit(known);
  }

  /** After how many seconds a task hangs when the longest of its kind has taken so many. */
  static long limit(long longest) {
    return Math.max(LEAST_SECONDS, TIMES_LONGEST * longest);
  }

  private void end(Attempt attempt) {
    TaskInfo task = attempt.task;
    int times = hangs.merge(List.of(attempt.stage.id(), task.index()), 1, Integer::sum);
    String what = describe(attempt, attempt.seconds);
    if (spark.isLocal() || times >= MOST_HANGS) {
      giveUp(what + (spark.isLocal() ? "" : ", as on " + (times - 1) + " others before"));
      return;
    }
    log.warn("{}: replacing the executor and repeating the task (--task-timeout)", what);
    try {
      if (!spark.killAndReplaceExecutor(task.executorId())) {
        log.warn("the cluster did not replace executor {}", task.executorId());
      }
    } catch (Exception e) {
      // Spark's Scala throws checked ones undeclared.
      log.warn("executor {} cannot be replaced: {}", task.executorId(), e.toString());
    }
  }

  private static String describe(Attempt attempt, long seconds) {
    TaskInfo task = attempt.task;
    return String.format(
        Locale.ROOT,
        "task %d of '%s' has not ended within %d s on executor %s (%s)",
        task.index(),
        attempt.stage.purpose(),
        seconds,
        task.executorId(),
        task.host());
  }

  private void giveUp(String why) {
    jobs.end(
        why
            + "; see what it does there (Thread Dump on Spark's Executors page, the executor's"
            + " stderr), or raise --task-timeout if it may take so long. The same command goes on"
            + " from what is stored");
  }

  private synchronized void started(Stage stage, TaskInfo task) {
    running.put(task.taskId(), new Attempt(stage, task));
  }

  private synchronized void ended(TaskInfo task) {
    Attempt attempt = running.remove(task.taskId());
    if (attempt != null && task.successful()) {
      longest.merge(attempt.stage.name(), attempt.seconds + 1, Math::max);
    }
  }

  /** Of tasks whose end was not told, or is still to be told. */
  private synchronized void forget(Predicate<Attempt> gone) {
    running.values().removeIf(gone);
  }

  /** Called by one thread of Spark. */
  private final class Listener extends SparkListener {

    private final Map<Integer, Stage> stages = new HashMap<>();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted event) {
      int id = event.stageInfo().stageId();
      String name = event.stageInfo().name();
      String purpose = event.properties().getProperty("spark.job.description", name);
      long spread = Long.parseLong(event.properties().getProperty(SPREAD, "1"));
      stages.put(id, new Stage(id, name, purpose, spread));
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted event) {
      int id = event.stageInfo().stageId();
      stages.remove(id);
      forget(attempt -> attempt.stage.id() == id);
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      forget(attempt -> attempt.task.executorId().equals(event.executorId()));
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart event) {
      Stage stage = stages.get(event.stageId());
      // Spark tells of a task that it started as its stage was completed after that.
      if (stage != null) {
        started(stage, event.taskInfo());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      ended(event.taskInfo());
    }
  }
}
