package org.sparkddpm.jobs.preflight;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the tasks of an executor found of it and of their GPUs. The first to answer tells all; each
 * further one adds what is not ok, and the line of a GPU that none has told of yet. What else it
 * says may differ in no more than the moment, such as the memory that is free.
 */
final class ProbedExecutor {

  private static final Set<String> OF_A_GPU = Set.of(EngineCheck.NAME, Nd4jCudaCheck.NAME);

  private final long clock;
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Set<String> gpus = new HashSet<>();

  /**
   * One that no task has told of yet.
   *
   * @param clock its clock, in milliseconds since 1970
   */
  ProbedExecutor(long clock) {
    this.clock = clock;
  }

  void add(ProcessProbe answer) {
    boolean first = findings.isEmpty();
    boolean otherGpu = answer.gpu().map(gpu -> gpus.add(gpu.device().uuid())).orElse(true);
    for (Finding finding : answer.findings()) {
      if (first
          || finding.verdict() != Verdict.OK
          || (otherGpu && OF_A_GPU.contains(finding.check()))) {
        findings.add(finding);
      }
    }
  }

  long clock() {
    return clock;
  }

  /** In the order of the table. */
  Collection<Finding> findings() {
    return Collections.unmodifiableCollection(findings);
  }
}
