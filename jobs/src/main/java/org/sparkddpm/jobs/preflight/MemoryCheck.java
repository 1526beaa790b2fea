package org.sparkddpm.jobs.preflight;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;
import org.sparkddpm.engine.natives.NativeMemory;

/**
 * Heap and native memory against the limit of the process's container. JavaCPP ends a process that
 * outgrows its own bound with an error that says so; if the container's limit is lower, the process
 * is killed first and says nothing.
 */
final class MemoryCheck {

  private static final String NAME = "memory";
  private static final long MB = 1 << 20;
  private static final long MIN_OVERHEAD_MB = 384;

  private MemoryCheck() {}

  static Finding here(SparkConf conf, boolean driver) {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return of(
        Runtime.getRuntime().maxMemory(),
        NativeMemory.bound(),
        System.getProperty(NativeMemory.BOUND) != null,
        container(conf, driver),
        machine);
  }

  /**
   * Judges; all in bytes.
   *
   * @param bound of JavaCPP on the whole process; 0 for none
   * @param given whether that bound was given, and is not JavaCPP's guess
   * @param container the limit that Spark has asked of the resource manager, where there is one
   * @param machine memory that the machine, or its control group, has
   */
  static Finding of(long heap, long bound, boolean given, OptionalLong container, long machine) {
    long limit = Math.min(machine, container.orElse(machine));
    String which = container.isPresent() && limit < machine ? "the container" : "the machine";
    String sizes =
        "heap %s, process up to %s, %s has %s"
            .formatted(size(heap), bound == 0 ? "any size" : size(bound), which, size(limit));
    String remedy =
        "give -D%s less than %s (extraJavaOptions), and a heap, or more memoryOverhead, that leaves room for tensors; conf/ has a template"
            .formatted(NativeMemory.BOUND, size(limit));
    if (heap >= limit) {
      return Finding.fail(NAME, sizes + ": the heap alone fills it", remedy);
    }
    if (bound == 0 || bound > limit) {
      String found = sizes + ": it would be killed without an error of its own";
      return given && container.isPresent()
          ? Finding.fail(NAME, found, remedy)
          : Finding.warn(NAME, found, remedy);
    }
    return Finding.ok(NAME, sizes);
  }

  /** What Spark asks of YARN or Kubernetes for the process. */
  static OptionalLong container(SparkConf conf, boolean driver) {
    String master = conf.get("spark.master", "local");
    boolean managed = master.startsWith("yarn") || master.startsWith("k8s");
    if (!managed || (driver && !conf.get("spark.submit.deployMode", "client").equals("cluster"))) {
      return OptionalLong.empty();
    }
    String prefix = driver ? "spark.driver." : "spark.executor.";
    long heap = conf.getSizeAsMb(prefix + "memory", "1g");
    double factor =
        conf.getDouble(
            prefix + "memoryOverheadFactor",
            conf.getDouble("spark.kubernetes.memoryOverheadFactor", 0.1));
    long overhead = Math.max(MIN_OVERHEAD_MB, (long) (factor * heap));
    return OptionalLong.of(
        (heap + conf.getSizeAsMb(prefix + "memoryOverhead", overhead + "m")) * MB);
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes / MB);
  }
}
