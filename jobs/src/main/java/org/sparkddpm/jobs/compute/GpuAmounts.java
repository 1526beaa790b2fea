package org.sparkddpm.jobs.compute;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * How many GPUs Spark's settings give to whom.
 *
 * @param local whether tasks run in the driver's process, to which alone Spark then gives GPUs
 * @param executor GPUs of an executor
 * @param task GPUs of a task: 0 for none, and less than 1 where several tasks share one
 * @param driver GPUs of the driver
 */
public record GpuAmounts(boolean local, double executor, double task, double driver) {

  static final String OF_EXECUTOR = "spark.executor.resource.gpu.amount";
  static final String OF_TASK = "spark.task.resource.gpu.amount";
  static final String OF_DRIVER = "spark.driver.resource.gpu.amount";

  /** The settings that put GPUs to use, for error messages. */
  public static final String REMEDY =
      "--conf %s=1 --conf %s=1, and a discovery script; conf/ has the lines"
          .formatted(OF_EXECUTOR, OF_TASK);

  /** Digits of a task's part of a GPU: exact enough for all numbers of tasks below 100. */
  private static final int DIGITS = 4;

  /** Reads the settings. */
  public static GpuAmounts of(SparkConf conf) {
    String master = conf.get("spark.master", "local");
    return new GpuAmounts(
        master.equals("local") || master.startsWith("local["),
        conf.getDouble(OF_EXECUTOR, 0),
        conf.getDouble(OF_TASK, 0),
        conf.getDouble(OF_DRIVER, 0));
  }

  /** Whether each task is given a GPU, or its part of one. */
  public boolean everyTaskHasOne() {
    return (local ? driver : task) > 0;
  }

  /**
   * Tasks that may compute on one GPU at a time.
   *
   * @param tasks that run at the same time, all together
   */
  public int tasksOfGpu(int tasks) {
    if (local) {
      return Math.max(1, tasks);
    }
    return task > 0 && task < 1 ? (int) Math.floor(1 / task) : 1;
  }

  /**
   * The setting with which a process computes so many tasks on a GPU at a time, for error messages.
   */
  public String sharedBy(int tasks) {
    if (local) {
      return String.format(Locale.ROOT, "--master 'local[%d]'", tasks);
    }
    BigDecimal part = BigDecimal.ONE.divide(BigDecimal.valueOf(tasks), DIGITS, RoundingMode.DOWN);
    return "--conf %s=%s".formatted(OF_TASK, part.stripTrailingZeros().toPlainString());
  }
}
