package org.sparkddpm.jobs.preflight;

import java.util.Locale;

/** Executors and task slots: what came of what was wanted. */
final class SlotsCheck {

  private static final String NAME = "executors";

  private SlotsCheck() {}

  /**
   * Judges.
   *
   * @param executors that are there; 0 where the driver itself runs the tasks
   * @param slots tasks that can run at a time
   * @param wanted of them; 0 for as many as there are
   */
  static Finding of(int executors, int slots, int wanted) {
    String found =
        executors == 0
            ? slots + " task slots in the driver's process"
            : String.format(Locale.ROOT, "%d with %d task slots", executors, slots);
    return slots >= wanted
        ? Finding.ok(NAME, found)
        : Finding.warn(
            NAME,
            found + String.format(Locale.ROOT, " for %d workers, which take turns", wanted),
            String.format(Locale.ROOT, "lower --workers to %d, or ask for more executors", slots));
  }

  static Finding none(Exception failure) {
    return Finding.fail(
        NAME, failure.getMessage(), "see to it that the cluster has free executors");
  }
}
