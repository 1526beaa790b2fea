package org.sparkddpm.jobs.preflight;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.sparkddpm.jobs.cluster.TaskGpu;

/**
 * What a process, driver or executor, found of itself.
 *
 * @param process its name, such as {@code executor 3}
 * @param findings in the order of the table
 * @param clock its clock at the end, in milliseconds since 1970
 */
record ProcessProbe(String process, List<Finding> findings, long clock) implements Serializable {

  static final String DRIVER = "driver";

  static ProcessProbe ofDriver(SparkConf conf) {
    return here(DRIVER, conf, List.of());
  }

  /** Of the executor that runs the calling task. */
  static ProcessProbe ofExecutor() {
    SparkEnv env = SparkEnv.get();
    return here("executor " + env.executorId(), env.conf(), TaskGpu.addresses(TaskContext.get()));
  }

  private static ProcessProbe here(String process, SparkConf conf, List<String> gpus) {
    List<Finding> findings = new ArrayList<>();
    findings.add(JavaCheck.here());
    findings.add(ProcessorCheck.here());
    boolean cuda = GpuCheck.cudaBuild();
    if (cuda) {
      findings.add(GpuCheck.here(gpus));
    }
    findings.add(DiskCheck.here(cuda));
    findings.add(UnpackCheck.here());
    // A process that the libraries are not made for would crash on loading them.
    if (findings.stream().noneMatch(one -> one.verdict() == Verdict.FAIL)) {
      findings.add(MemoryCheck.here(conf, process.equals(DRIVER)));
      findings.add(ConvolutionCheck.here());
    }
    return new ProcessProbe(process, List.copyOf(findings), System.currentTimeMillis());
  }
}
