package org.sparkddpm.jobs.preflight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.BatchMemory;

/** The GPUs of a run, and how many tasks compute on each. */
final class GpuSharing {

  private static final String NAME = "gpu";
  private static final String MEMORY = "gpu memory";

  private final Map<String, ProbedGpu> gpus = new LinkedHashMap<>();
  private final Map<String, Set<String>> processes = new LinkedHashMap<>();
  private final int tasksOfProcess;

  /**
   * Of no GPU yet.
   *
   * @param tasksOfProcess tasks of one process that may compute on a GPU at a time
   */
  GpuSharing(int tasksOfProcess) {
    this.tasksOfProcess = tasksOfProcess;
  }

  /** A task of a process has found its GPU. */
  void add(String process, Optional<ProbedGpu> gpu) {
    gpu.ifPresent(
        one -> {
          // Of several looks at one the most modest counts.
          gpus.merge(one.device().uuid(), one, (a, b) -> a.freeBytes() <= b.freeBytes() ? a : b);
          processes.computeIfAbsent(one.device().uuid(), key -> new TreeSet<>()).add(process);
        });
  }

  /** What each GPU can multiply in. */
  List<List<Precision>> precisions() {
    return gpus.values().stream().map(ProbedGpu::precisions).toList();
  }

  /** GPUs that several processes have, and those on which tasks of one take turns. */
  List<Finding> findings(boolean local) {
    List<Finding> findings = new ArrayList<>();
    processes.forEach(
        (uuid, all) -> {
          String card = "%s (%s)".formatted(gpus.get(uuid).device().name(), uuid);
          if (all.size() > 1) {
            findings.add(
                Finding.warn(
                    NAME,
                    "%s is shared by %s, which take turns on it"
                        .formatted(card, String.join(" and ", all)),
                    "let the discovery script of each executor or worker list GPUs of its own"));
          } else if (local && tasksOfProcess > 1) {
            findings.add(
                Finding.warn(
                    NAME,
                    "%d tasks share %s and take turns on it".formatted(tasksOfProcess, card),
                    "give --master 'local[1]'"));
          }
        });
    return findings;
  }

  /** What the work needs of each GPU against what is free there for a task. */
  List<Finding> memory(BatchMemory work) {
    return gpus.values().stream().map(gpu -> memory(work, gpu)).distinct().toList();
  }

  private Finding memory(BatchMemory work, ProbedGpu gpu) {
    int tasks = tasksOfProcess * processes.get(gpu.device().uuid()).size();
    long free = gpu.freeBytes() / tasks;
    String card =
        gpu.device().name() + (tasks == 1 ? "" : ", which %d tasks share".formatted(tasks));
    return work.fits(free)
        ? Finding.ok(MEMORY, work.need() + " of " + card)
        : Finding.fail(MEMORY, work.lack(free) + " of " + card, work.remedy(free));
  }
}
