package org.sparkddpm.jobs.compute;

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
}
