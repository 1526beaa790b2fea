package org.sparkddpm.jobs.checkpoint;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The name that a store gives to the folder of a checkpoint: the images seen, and a random id that
 * keeps two writes of the same step apart.
 */
record StepFolder(Path path, long imagesSeen) {

  static final long MOST_IMAGES = 999_999_999_999_999_999L;

  private static final Pattern NAME = Pattern.compile("step-([0-9]{12,18})-[0-9a-f]{8}");

  static StepFolder of(Path location, long imagesSeen, int id) {
    String name = String.format(Locale.ROOT, "step-%012d-%08x", imagesSeen, id);
    return new StepFolder(new Path(location, name), imagesSeen);
  }

  /** The folder of a path, or empty if no store gave it this name. */
  static Optional<StepFolder> parse(Path path) {
    Matcher matcher = NAME.matcher(path.getName());
    return matcher.matches()
        ? Optional.of(new StepFolder(path, Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }
}
