package org.sparkddpm.jobs.preflight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.GpuAmounts;

/** The GPUs of a run, and how many tasks compute on each. */
final class GpuSharing {

  private static final String NAME = "gpu";
  private static final String MEMORY = "gpu memory";

  private static final String APART =
      "let the discovery script of each executor or worker list GPUs of its own";

  private final Map<String, ProbedGpu> gpus = new LinkedHashMap<>();
  private final Map<String, Set<String>> processes = new LinkedHashMap<>();
  private final GpuAmounts amounts;
  private final int tasksOfProcess;

  /**
   * Of no GPU yet.
   *
   * @param amounts what Spark gives to the tasks
   * @param tasks that run at the same time, all together
   */
  GpuSharing(GpuAmounts amounts, int tasks) {
    this.amounts = amounts;
    this.tasksOfProcess = amounts.tasksOfGpu(tasks);
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
  List<Finding> findings() {
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
                    APART));
          } else if (amounts.local() && tasksOfProcess > 1) {
            findings.add(
                Finding.warn(
                    NAME,
                    String.format(
                        Locale.ROOT,
                        "up to %d tasks share %s and take turns on it",
                        tasksOfProcess,
                        card),
                    "give " + amounts.sharedBy(1)));
          }
        });
    return findings;
  }

  /**
   * What the work needs of each GPU against what is free there for a task.
   *
   * @param atATime tasks that do the work at a time at most
   */
  List<Finding> memory(BatchMemory work, int atATime) {
    return gpus.values().stream().map(gpu -> memory(work, atATime, gpu)).distinct().toList();
  }

  private Finding memory(BatchMemory work, int atATime, ProbedGpu gpu) {
    int tasks = Math.min(atATime, tasksOfProcess * processesOn(gpu));
    long free = gpu.freeBytes() / tasks;
    String card =
        gpu.device().name()
            + (tasks == 1 ? "" : String.format(Locale.ROOT, ", which %d tasks share", tasks));
    return work.fits(free)
        ? Finding.ok(MEMORY, work.need() + " of " + card)
        : Finding.fail(MEMORY, work.lack(free) + " of " + card, remedy(work, tasks, gpu));
  }

  private int processesOn(ProbedGpu gpu) {
    return processes.get(gpu.device().uuid()).size();
  }

  /** What to do where so many tasks do not fit side by side. */
  private String remedy(BatchMemory work, int tasks, ProbedGpu gpu) {
    long free = gpu.freeBytes();
    boolean smallerFits = work.greatest(free / tasks) > 0;
    int fewer = work.tasks(free);
    if (fewer > 0) {
      String fewerTasks = fewer(fewer, gpu);
      return smallerFits ? fewerTasks + ", or " + work.remedy(free / tasks) : fewerTasks;
    }
    return smallerFits || tasks == 1 || work.greatest(free) == 0
        ? work.remedy(free / tasks)
        : fewer(1, gpu) + ", and " + work.remedy(free);
  }

  /** How fewer tasks come to share a GPU. */
  private String fewer(int tasks, ProbedGpu gpu) {
    return processesOn(gpu) > 1 ? APART : "give " + amounts.sharedBy(tasks);
  }
}
