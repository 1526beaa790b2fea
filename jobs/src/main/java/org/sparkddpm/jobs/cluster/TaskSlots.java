package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that can run at the same time. Executors register one after the other after the driver
 * has started, so whoever asks at once is told of none.
 */
public final class TaskSlots {

  private static final Logger log = LoggerFactory.getLogger(TaskSlots.class);

  private static final Duration POLL = Duration.ofMillis(100);

  /** How long no executor must have come before those that are there are taken for all. */
  private static final Duration SETTLED = Duration.ofSeconds(5);

  /** The same where more were asked for: they may still be starting. */
  private static final Duration STALLED = Duration.ofSeconds(30);

  private static final Duration TELL = Duration.ofSeconds(10);

  private final SparkContext spark;
  private final SparkConf conf;
  private final Duration timeout;

  /**
   * The slots of a Spark application.
   *
   * @param timeout how long to wait for executors
   */
  public TaskSlots(SparkContext spark, Duration timeout) {
    this.spark = spark;
    this.conf = spark.getConf();
    this.timeout = timeout;
  }

  /** Whether executors, where there are any, come and go with the tasks that there are. */
  static boolean isDynamic(SparkContext spark) {
    return spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** Cores that each task has, and so native threads. */
  public static int cpusOfTask(SparkConf conf) {
    return conf.getInt("spark.task.cpus", 1);
  }

  /**
   * Cores that a task has which has its executor to itself.
   *
   * @param slots tasks that run at the same time, on all executors
   */
  public static int coresOfExecutor(SparkContext spark, int slots) {
    if (spark.isLocal()) {
      return slots * cpusOfTask(spark.getConf());
    }
    // The driver counts as one of them.
    int executors = spark.statusTracker().getExecutorInfos().length - 1;
    return coresOfExecutor(spark.getConf(), slots, Math.max(1, executors));
  }

  /** Standalone, an executor without {@code spark.executor.cores} has all of its worker. */
  static int coresOfExecutor(SparkConf conf, int slots, int executors) {
    int ofTasks = cpusOfTask(conf) * Math.max(1, slots / executors);
    return Math.max(ofTasks, conf.getInt("spark.executor.cores", ofTasks));
  }

  /** Tasks that the executors which are there now can run at the same time; GPUs are counted. */
  public int now() {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * Waits until there are as many slots as are wanted or as Spark was asked for, or until some are
   * there and no further executor has come for a while. Executors that come and go with the tasks
   * are not waited for: the tasks bring them.
   *
   * @param wanted slots that the job can use; 0 for all that there are
   * @return what there is in the end, at least 1; it can be less than wanted
   * @throws IllegalStateException if there is no executor after the timeout, or if all are wanted
   *     where they come and go
   */
  public int await(int wanted) {
    if (spark.isLocal()) {
      return Math.max(1, now());
    }
    if (isDynamic(spark)) {
      if (wanted == 0) {
        throw new IllegalStateException(
            "with spark.dynamicAllocation.enabled=true executors come for tasks that there are, so"
                + " their number says nothing; set it to false, or give the number of --workers");
      }
      return wanted;
    }
    OptionalInt target = wanted > 0 ? OptionalInt.of(wanted) : requested();
    long began = System.nanoTime();
    long told = began;
    long changed = began;
    int slots = now();
    while (since(began).compareTo(timeout) < 0 && !enough(slots, target, since(changed))) {
      pause();
      int before = slots;
      slots = now();
      if (slots != before) {
        changed = System.nanoTime();
      }
      if (since(told).compareTo(TELL) >= 0) {
        told = System.nanoTime();
        log.info(
            "waiting for executors: {} task slots of {}",
            slots,
            target.isPresent() ? Integer.toString(target.getAsInt()) : "at least 1");
      }
    }
    if (slots == 0) {
      throw new IllegalStateException(absence());
    }
    if (target.isPresent() && slots < target.getAsInt()) {
      log.warn(
          "{} task slots instead of {}, and no more come: going on with those, more slowly",
          slots,
          target.getAsInt());
    }
    return slots;
  }

  /** That no executor has come, and what to do about it. */
  String absence() {
    return "no executor has come within " + timeout.toSeconds() + " s; " + remedy();
  }

  /** What to do about executors that do not come. */
  String remedy() {
    return "the cluster has none free with %s cores, %s of memory%s. Look at the master's page or the resource manager; free or add workers, ask for less (spark.executor.cores, .memory, .resource.gpu.amount), or raise --resource-timeout"
        .formatted(
            conf.get("spark.executor.cores", "any number of"),
            conf.get("spark.executor.memory", "1g"),
            conf.contains("spark.executor.resource.gpu.amount")
                ? " and " + conf.get("spark.executor.resource.gpu.amount") + " GPUs"
                : "");
  }

  private static boolean enough(int slots, OptionalInt target, Duration unchanged) {
    return (target.isPresent() && slots >= target.getAsInt())
        || (slots > 0 && unchanged.compareTo(target.isPresent() ? STALLED : SETTLED) >= 0);
  }

  private OptionalInt requested() {
    int taskCpus = cpusOfTask(conf);
    if (!spark.master().startsWith("spark://")) {
      int slots = Math.max(1, conf.getInt("spark.executor.cores", 1) / taskCpus);
      return OptionalInt.of(slots * Math.max(1, conf.getInt("spark.executor.instances", 1)));
    }
    return conf.contains("spark.cores.max")
        ? OptionalInt.of(Math.max(1, conf.getInt("spark.cores.max", 1) / taskCpus))
        : OptionalInt.empty();
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for executors", e);
    }
  }
}
