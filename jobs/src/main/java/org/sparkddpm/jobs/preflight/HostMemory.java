package org.sparkddpm.jobs.preflight;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sparkddpm.engine.natives.NativeMemory;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.GpuAmounts;

/** What tensors may take in each process that computes on the host, and what the work needs. */
final class HostMemory {

  private static final String NAME = "tensors";
  private static final long MB = 1L << 20;

  private final Map<String, Long> bounds = new TreeMap<>();
  private final GpuAmounts amounts;
  private final int tasksOfProcess;

  /**
   * Of no process yet.
   *
   * @param amounts what Spark gives to the tasks, and whether all run in the driver's process
   * @param tasksOfProcess tasks that run in a process at the same time
   */
  HostMemory(GpuAmounts amounts, int tasksOfProcess) {
    this.amounts = amounts;
    this.tasksOfProcess = tasksOfProcess;
  }

  /**
   * A process has told of its bound.
   *
   * @param bound in bytes; 0 for none
   */
  void add(String process, long bound) {
    if (bound > 0) {
      bounds.put(process, bound);
    }
  }

  /**
   * What the work needs of the process that has least.
   *
   * @param scratch what it takes besides its tensors, in bytes
   * @param atATime tasks that do the work at a time at most
   * @return empty if no process has a bound
   */
  Optional<Finding> of(BatchMemory work, long scratch, int atATime) {
    int tasks = Math.min(atATime, tasksOfProcess);
    return bounds.entrySet().stream()
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(least -> finding(work.onHost(scratch), tasks, least.getKey(), least.getValue()));
  }

  private Finding finding(BatchMemory work, int tasks, String process, long bound) {
    long share = bound / tasks;
    String place =
        String.format(
            Locale.ROOT,
            " of the %,d MB that tensors may take in %s%s",
            bound / MB,
            process,
            tasks == 1 ? "" : String.format(Locale.ROOT, ", which %d tasks share", tasks));
    return work.fits(share)
        ? Finding.ok(NAME, work.need() + place)
        : Finding.fail(NAME, work.lack(share) + place, remedy(work, tasks, bound));
  }

  private String remedy(BatchMemory work, int tasks, long bound) {
    int fewer = work.tasks(bound);
    boolean smallerFits = work.greatest(bound / tasks) > 0;
    String by = " by -D" + NativeMemory.COUNTED_BOUND + " (extraJavaOptions)";
    String more = "more memory" + by;
    if (tasks == 1 || fewer == 0) {
      return work.remedy(bound / tasks) + (smallerFits ? ", or " + more : by);
    }
    String tasksAtATime =
        amounts.local()
            ? "give " + amounts.sharedBy(fewer)
            : String.format(Locale.ROOT, "let an executor do %d tasks at a time", fewer);
    return smallerFits
        ? "%s, or %s, or %s".formatted(work.remedy(bound / tasks), tasksAtATime, more)
        : tasksAtATime + ", or " + more;
  }
}
