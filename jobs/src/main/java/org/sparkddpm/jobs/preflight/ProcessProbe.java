package org.sparkddpm.jobs.preflight;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.sparkddpm.engine.natives.NativeBackend;
import org.sparkddpm.engine.natives.NativeMemory;
import org.sparkddpm.jobs.cluster.TaskGpu;
import org.sparkddpm.jobs.compute.RunEngine;

/**
 * What a process, driver or executor, found of itself.
 *
 * @param process its name, such as {@code executor 3}
 * @param findings in the order of the table
 * @param gpus the GPU that its engine computes on, if it works; none where it computes on the host
 * @param tensorBound what tensors may take in it on the host, in bytes; 0 for no bound
 * @param clock its clock at the end, in milliseconds since 1970
 */
record ProcessProbe(
    String process, List<Finding> findings, List<ProbedGpu> gpus, long tensorBound, long clock)
    implements Serializable {

  static final String DRIVER = "driver";

  static ProcessProbe ofDriver(SparkConf conf, RunEngine engine) {
    return here(DRIVER, conf, engine);
  }

  /** Of the executor that runs the calling task. */
  static ProcessProbe ofExecutor(RunEngine engine) {
    SparkEnv env = SparkEnv.get();
    return here("executor " + env.executorId(), env.conf(), engine);
  }

  Optional<ProbedGpu> gpu() {
    return gpus.stream().findFirst();
  }

  private static ProcessProbe here(String process, SparkConf conf, RunEngine engine) {
    List<Finding> findings = new ArrayList<>();
    findings.add(JavaCheck.here());
    findings.add(ProcessorCheck.here());
    boolean cuda = NativeBackend.isCuda();
    if (cuda) {
      findings.add(Nd4jCudaCheck.here(TaskGpu.addresses()));
    }
    findings.add(DiskCheck.here(cuda));
    findings.add(UnpackCheck.here());
    // A process that the libraries are not made for would crash on loading them.
    List<ProbedGpu> gpus = List.of();
    long tensorBound = 0;
    if (findings.stream().noneMatch(one -> one.verdict() == Verdict.FAIL)) {
      findings.add(MemoryCheck.here(conf, process.equals(DRIVER)));
      EngineCheck.Found found = EngineCheck.here(engine);
      findings.add(found.finding());
      gpus = found.gpu().stream().toList();
      if (!engine.needsDevice()) {
        findings.add(ConvolutionCheck.here());
        tensorBound = NativeMemory.countedBound();
      }
    }
    return new ProcessProbe(
        process, List.copyOf(findings), gpus, tensorBound, System.currentTimeMillis());
  }
}
