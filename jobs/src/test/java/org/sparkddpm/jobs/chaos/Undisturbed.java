package org.sparkddpm.jobs.chaos;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
  private final Set<Medium> models = EnumSet.noneOf(Medium.class);

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
    // A training comes to the same wherever its files lie, a generation names its model's place.
    Run run = new Run(work, work == Work.TRAINING ? Medium.LOCAL : medium.compared());
    Contents known = made.get(run);
    if (known != null) {
      return known;
    }
    Place place = site.place(run.medium(), run.name());
    try (SubmittedJob job =
        work.start(site.jobs(run.medium(), logs), inputs(work, medium), place)) {
      job.succeed();
    }
    Contents contents = work.contents(place);
    work.requireComplete(contents);
    made.put(run, contents);
    return contents;
  }

  /** What a job on a medium reads; the model of a generation is made, and lies there by then. */
  Work.Inputs inputs(Work work, Medium medium) throws Exception {
    Place model = site.place(medium.compared(), "model");
    if (work != Work.TRAINING && models.add(medium.compared())) {
      of(Work.TRAINING, medium);
      Run training = new Run(Work.TRAINING, Medium.LOCAL);
      site.place(training.medium(), training.name()).copyTo(model);
    }
    return new Work.Inputs(site.data(), model.in(Work.CHECKPOINTS));
  }
}
