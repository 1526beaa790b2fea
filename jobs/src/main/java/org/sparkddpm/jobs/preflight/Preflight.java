package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.sparkddpm.engine.natives.NativeBackend;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.EngineRequest;
import org.sparkddpm.jobs.compute.GpuAmounts;
import org.sparkddpm.jobs.compute.RunEngine;

/**
 * The checks of a job's first seconds. Each adds to one table; {@link #requirePassed} logs it and
 * ends the job if anything failed, with all that did.
 */
public final class Preflight {

  private static final Logger log = LoggerFactory.getLogger(Preflight.class);

  private final SparkContext spark;
  private final EngineRequest request;
  private final FindingTable table = new FindingTable();
  private RunEngine engine;
  private GpuSharing sharing;
  private HostMemory host;

  /**
   * Begins with what the Spark settings alone tell.
   *
   * @param request the engine that is asked for
   * @throws PreflightFailedException at once, before any executor is waited for, if they ask for
   *     GPUs that no task would use, or the engine for GPUs that no task is given
   * @throws IllegalArgumentException if the engine does not compute in the precision
   */
  public Preflight(SparkContext spark, EngineRequest request) {
    this.spark = spark;
    this.request = request;
    this.engine = request.forTasks(spark);
    GpuAmounts amounts = GpuAmounts.of(spark.getConf());
    this.sharing = new GpuSharing(amounts, 1);
    this.host = new HostMemory(amounts, 1);
    table.add(
        GpuSlotsCheck.of(amounts, engine, request.name().isPresent(), NativeBackend.isCuda()));
    stopIfFailed();
  }

  /** What the tasks compute by; its precision is final once the processes are checked. */
  public RunEngine engine() {
    return engine;
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
    } catch (Exception | FSError failure) {
      fail(name, failure, "give the job a place that it may write to");
    }
  }

  /**
   * Reads what the job needs.
   *
   * @param summary one line that counts what was read
   * @param remedy where that fails
   * @return what was read; null if that failed, in which case {@link #requirePassed} throws
   */
  public <T> T checkReadable(
      String name, Callable<T> read, Function<T, String> summary, String remedy) {
    try {
      T value = read.call();
      table.add(Finding.ok(name, summary.apply(value)));
      return value;
    } catch (Exception | FSError failure) {
      fail(name, failure, remedy);
      return null;
    }
  }

  /**
   * Looks at what was read.
   *
   * @param look gives one line and what is to be warned of
   * @param remedy for all of that, and where looking fails
   */
  public void look(String name, Callable<Map.Entry<String, List<String>>> look, String remedy) {
    try {
      Map.Entry<String, List<String>> seen = look.call();
      table.add(Finding.ok(name, seen.getKey()));
      seen.getValue().forEach(warning -> table.add(Finding.warn(name, warning, remedy)));
    } catch (Exception | FSError failure) {
      fail(name, failure, remedy);
    }
  }

  /**
   * Waits for executors, then lets driver and executors look at themselves.
   *
   * @param workers task slots to wait for; 0 for all that there are
   * @param atATime tasks that the job runs at a time at most; 0 for as many as there are slots
   * @param timeout how long to wait for the first executor
   * @return the task slots; 0 if no executor came, in which case {@link #requirePassed} throws
   */
  public int checkProcesses(int workers, int atATime, Duration timeout) {
    ProcessProbe driver = ProcessProbe.ofDriver(spark.getConf(), request.forDriver(spark));
    driver.findings().forEach(finding -> table.add(finding, driver.process()));
    int slots;
    try {
      slots = new TaskSlots(spark, timeout).await(workers);
    } catch (IllegalStateException absent) {
      table.add(SlotsCheck.none(absent));
      remember(absent);
      return 0;
    }
    int tasks = atATime == 0 ? slots : Math.min(slots, atATime);
    GpuAmounts amounts = GpuAmounts.of(spark.getConf());
    sharing = new GpuSharing(amounts, tasks);
    int ofProcess = TaskSlots.coresOfExecutor(spark, slots) / TaskSlots.cpusOfTask(spark.getConf());
    host = new HostMemory(amounts, Math.max(1, ofProcess));
    int executors = 0;
    if (spark.isLocal()) {
      add(driver);
    } else {
      executors = probe(slots);
    }
    table.add(SlotsCheck.of(executors, slots, workers));
    sharing.findings().forEach(table::add);
    engine = request.settle(engine, sharing.precisions());
    return slots;
  }

  private void add(ProcessProbe process) {
    sharing.add(process.process(), process.gpu());
    host.add(process.process(), process.tensorBound());
  }

  /**
   * Compares what the work needs of each GPU with what is free there, and on the host with the
   * bound of each process.
   *
   * @param hostScratch what it takes on the host besides its tensors, in bytes
   * @param atATime tasks that do the work at a time at most, at least 1
   */
  public void checkMemory(BatchMemory work, long hostScratch, int atATime) {
    sharing.memory(work, atATime).forEach(table::add);
    if (!engine.needsDevice()) {
      host.of(work, hostScratch, atATime).ifPresent(table::add);
    }
  }

  /**
   * One task for each slot.
   *
   * @return the number of executors that answered
   */
  private int probe(int slots) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark);
    context.setJobDescription("preflight");
    RunEngine computes = engine;
    long before = System.currentTimeMillis();
    List<ProcessProbe> answers =
        context
            .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
            .map(slot -> ProcessProbe.ofExecutor(computes))
            .collect();
    long after = System.currentTimeMillis();
    Map<String, ProbedExecutor> executors = new TreeMap<>();
    for (ProcessProbe answer : answers) {
      executors
          .computeIfAbsent(answer.process(), name -> new ProbedExecutor(answer.clock()))
          .add(answer);
      add(answer);
    }
    executors.forEach(
        (name, executor) -> {
          executor.findings().forEach(finding -> table.add(finding, name));
          table.add(ClockCheck.of(before, executor.clock(), after), name);
        });
    return executors.size();
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

  private void fail(String name, Throwable failure, String remedy) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    table.add(Finding.fail(name, message, remedy));
    remember(failure);
  }

  /** The table says what failed; the trace is for those who look for a fault in the code. */
  private static void remember(Throwable failure) {
    boolean foreseen =
        failure instanceof IOException
            || failure instanceof FSError
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException;
    log.atLevel(foreseen ? Level.DEBUG : Level.ERROR).setCause(failure).log("where a check failed");
  }
}
