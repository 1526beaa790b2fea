package org.sparkddpm.jobs.chaos;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/**
 * What the jobs come to when nothing happens to them, made once for each job and medium, when it is
 * first asked for.
 */
final class Undisturbed {

  private record Run(Work work, Medium medium) {

    String name() {
      return "undisturbed-" + work + "-" + medium;
    }
  }

  private final Site site;
  private final Path logs;
  private final Map<Run, Contents> made = new HashMap<>();

  /** Nothing is made yet; the logs of the jobs will lie in a folder. */
  Undisturbed(Site site, Path logs) {
    this.site = site;
    this.logs = logs;
  }

  /**
   * What a job comes to.
   *
   * @throws AssertionError if it fails
   */
  Contents of(Work work, Medium medium) throws Exception {
    Run run = new Run(work, medium.compared());
    Contents known = made.get(run);
    if (known != null) {
      return known;
    }
    if (work != Work.TRAINING) {
      // It takes its model from there.
      of(Work.TRAINING, medium);
    }
    Place place = site.place(run.medium(), run.name());
    try (SubmittedJob job = work.start(site.jobs(run.medium(), logs), model(medium), place)) {
      job.succeed();
    }
    Contents contents = work.contents(place);
    work.requireComplete(contents);
    made.put(run, contents);
    return contents;
  }

  /** The checkpoints that all generations on a medium take their model from. */
  String model(Medium medium) throws Exception {
    Run training = new Run(Work.TRAINING, medium.compared());
    return site.place(training.medium(), training.name()).in(Work.CHECKPOINTS);
  }
}
