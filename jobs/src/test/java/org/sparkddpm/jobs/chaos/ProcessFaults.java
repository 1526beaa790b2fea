package org.sparkddpm.jobs.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;

/** What happens to processes of the cluster. */
final class ProcessFaults {

  private ProcessFaults() {}

  /** One executor, or all. */
  static void killExecutor(Trial trial) {
    trial.awaitMoment();
    List<ProcessHandle> executors = executors(trial);
    boolean all = trial.random().nextInt(4) == 0;
    trial.note(all ? "all of them" : "one of them");
    executors.stream().limit(all ? executors.size() : 1).forEach(ProcessHandle::destroyForcibly);
  }

  /** A worker and its executor, to be started again while the job goes on. */
  static void killWorker(Trial trial) throws Exception {
    trial.awaitMoment();
    LocalCluster cluster = trial.site().cluster();
    int number = Draw.any(trial.random(), trial.site().workers());
    ProcessHandle worker = cluster.worker(number);
    List<ProcessHandle> executors = cluster.executors(number);
    worker.destroyForcibly();
    worker.onExit().join();
    executors.forEach(ProcessHandle::destroyForcibly);
    trial.over();
    trial.pass(trial.drawTime(1, 20));
    cluster.repair();
  }

  /** For a while, or until it is replaced. */
  static void stopExecutor(Trial trial) {
    trial.awaitMoment();
    List<ProcessHandle> executors = executors(trial);
    boolean forGood = trial.random().nextBoolean();
    trial.note(forGood ? "for good" : "for a while");
    if (executors.isEmpty()) {
      return;
    }
    StoppedProcess executor = StoppedProcess.forGood(executors.get(0));
    trial.until(executor::close);
    trial.over();
    if (!forGood) {
      trial.pass(trial.drawTime(2, 15));
      executor.close();
      trial.over();
    }
  }

  /** The executors of the job, in a drawn order; none only if the job has ended. */
  private static List<ProcessHandle> executors(Trial trial) {
    LocalCluster cluster = trial.site().cluster();
    List<Integer> workers = new ArrayList<>(trial.site().workers());
    Collections.shuffle(workers, trial.random());
    List<ProcessHandle> found = new ArrayList<>();
    trial.awaitOrEnd(
        "executors",
        () -> {
          found.clear();
          workers.forEach(number -> found.addAll(cluster.executors(number)));
          return !found.isEmpty();
        });
    return List.copyOf(found);
  }
}
