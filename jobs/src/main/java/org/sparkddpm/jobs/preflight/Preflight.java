package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.sparkddpm.jobs.cluster.TaskSlots;

/**
 * The checks of a job's first seconds. Each adds to one table; {@link #requirePassed} logs it and
 * ends the job if anything failed, with all that did.
 */
public final class Preflight {

  private static final Logger log = LoggerFactory.getLogger(Preflight.class);

  private final SparkContext spark;
  private final FindingTable table = new FindingTable();

  /**
   * Begins with what the Spark settings alone tell.
   *
   * @throws PreflightFailedException at once, before any executor is waited for, if they ask for
   *     GPUs that these jars cannot use
   */
  public Preflight(SparkContext spark) {
    this.spark = spark;
    table.add(GpuCheck.slots(spark.getConf(), GpuCheck.cudaBuild()));
    stopIfFailed();
  }

  /**
   * Ends the job early where a check has failed, before those that take long.
   *
   * @throws PreflightFailedException with all that failed so far
   */
  public void stopIfFailed() {
    if (table.has(Verdict.FAIL)) {
      requirePassed();
    }
  }

  /** Something that is tried out and throws if it does not work. */
  @FunctionalInterface
  public interface Trial {
    void run() throws Exception;
  }

  /** Tries to write to a place, such as the folder of checkpoints. */
  public void checkWritable(String name, String location, Trial write) {
    try {
      write.run();
      table.add(Finding.ok(name, "wrote and deleted a file in " + location));
    } catch (Exception failure) {
      fail(name, failure, "give the job a place that it may write to");
    }
  }

  /**
   * Reads what the job needs.
   *
   * @param summary one line that counts what was read
   * @return what was read; null if that failed, in which case {@link #requirePassed} throws
   */
  public <T> T checkReadable(String name, Callable<T> read, Function<T, String> summary) {
    try {
      T value = read.call();
      table.add(Finding.ok(name, summary.apply(value)));
      return value;
    } catch (Exception failure) {
      fail(name, failure, "mend what the message names, or give another --data");
      return null;
    }
  }

  /**
   * Waits for executors, then lets driver and executors look at themselves.
   *
   * @param workers task slots that the job can use; 0 for all that there are
   * @param timeout how long to wait for the first executor
   * @return the task slots; 0 if no executor came, in which case {@link #requirePassed} throws
   */
  public int checkProcesses(int workers, Duration timeout) {
    ProcessProbe driver = ProcessProbe.ofDriver(spark.getConf());
    driver.findings().forEach(finding -> table.add(finding, driver.process()));
    int slots;
    try {
      slots = new TaskSlots(spark, timeout).await(workers);
    } catch (IllegalStateException absent) {
      table.add(SlotsCheck.none(absent));
      remember(absent);
      return 0;
    }
    Collection<ProcessProbe> executors = spark.isLocal() ? List.of() : probe(slots);
    table.add(SlotsCheck.of(executors.size(), slots, workers));
    return slots;
  }

  /** One task for each slot; of an executor with several, the first to answer counts. */
  private Collection<ProcessProbe> probe(int slots) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark);
    context.setJobDescription("preflight");
    long before = System.currentTimeMillis();
    List<ProcessProbe> answers =
        context
            .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
            .map(slot -> ProcessProbe.ofExecutor())
            .collect();
    long after = System.currentTimeMillis();
    Map<String, ProcessProbe> executors = new TreeMap<>();
    answers.forEach(answer -> executors.putIfAbsent(answer.process(), answer));
    for (ProcessProbe executor : executors.values()) {
      executor.findings().forEach(finding -> table.add(finding, executor.process()));
      table.add(ClockCheck.of(before, executor.clock(), after), executor.process());
    }
    return executors.values();
  }

  /**
   * Logs the table.
   *
   * @throws PreflightFailedException if a check failed
   */
  public void requirePassed() {
    if (!table.has(Verdict.FAIL)) {
      log.info("preflight:{}", table);
      return;
    }
    log.error("preflight failed:{}", table);
    throw new PreflightFailedException("preflight failed: " + table.failures());
  }

  /** How many lines of the table are ok, and how many warn; for a job's result. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("checks_ok", table.count(Verdict.OK));
    figures.put("checks_warned", table.count(Verdict.WARN));
    return figures;
  }

  private void fail(String name, Exception failure, String remedy) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    table.add(Finding.fail(name, message, remedy));
    remember(failure);
  }

  /** The table says what failed; the trace is for those who look for a fault in the code. */
  private static void remember(Exception failure) {
    boolean foreseen =
        failure instanceof IOException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException;
    log.atLevel(foreseen ? Level.DEBUG : Level.ERROR).setCause(failure).log("where a check failed");
  }
}
