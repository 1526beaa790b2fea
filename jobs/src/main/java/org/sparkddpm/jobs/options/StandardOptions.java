package org.sparkddpm.jobs.options;

import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The options that every job has.
 *
 * @param config the file of option values
 * @param resourceTimeout seconds to wait for executors
 * @param taskTimeout seconds after which a task hangs; 0 to let the job choose
 * @param dryRun whether to check the settings only
 * @param result the result file, where told
 * @param folder what the settings say of the folder that holds the result file, where not told
 */
public record StandardOptions(
    Option<Optional<String>> config,
    Option<Integer> resourceTimeout,
    Option<Integer> taskTimeout,
    Option<Boolean> dryRun,
    Option<Optional<String>> result,
    BiFunction<Settings, Configuration, String> folder) {
  /** The section that they stand in. */
  public static final String SECTION = "Settings and result";

  /**
   * Adds the options to those of a job.
   *
   * @param dryRun what a dry run does
   * @param folder the option whose folder gets the result file by default
   */
  public static StandardOptions add(OptionList options, String dryRun, Option<String> folder) {
    return add(options, dryRun, folder, (settings, hadoop) -> settings.get(folder));
  }

  /**
   * Adds the options to those of a job whose folder depends on other options where it is not given.
   *
   * @param dryRun what a dry run does
   * @param option that names the folder which gets the result file by default
   * @param folder what the settings say of it, and the files that they name
   */
  public static StandardOptions add(
      OptionList options,
      String dryRun,
      Option<?> option,
      BiFunction<Settings, Configuration, String> folder) {
    options.section(SECTION);
    return new StandardOptions(
        options
            .text("config", "FILE")
            .describe(
                "JSON object of option names and values. A path without a scheme is a file on the"
                    + " driver's machine; with one (hdfs://, s3a://, file://) it is read by"
                    + " Hadoop.")
            .orElse(""),
        options
            .count("resource-timeout")
            .describe(
                "Seconds that the job waits for executors, at its start and when it has lost all of"
                    + " them, before it fails.")
            .check(seconds -> seconds >= 1, "give at least 1 second, such as 300")
            .withDefault("300"),
        options
            .count("task-timeout")
            .describe(
                "Seconds after which a task hangs: its executor is replaced and the task repeated,"
                    + " and if it hangs for the third time the job fails. 0 for ten times the"
                    + " longest task of its kind so far, at least 300 (7200 until one has ended).")
            .check(seconds -> seconds >= 0, "give seconds, such as 600, or 0 to let the job choose")
            .withDefault("0"),
        options
            .toggle("dry-run")
            .describe(dryRun + ", do no work. A result is written only where --result is given.")
            .withDefault("false"),
        options
            .path("result", "FILE")
            .describe(
                "Where the machine-readable result goes: status, settings with their origins,"
                    + " figures. Automatic: _result.json in the folder of "
                    + option.flag()
                    + ".")
            .orElse("auto"),
        folder);
  }

  /**
   * Path or Hadoop URI of the result file.
   *
   * @param hadoop Hadoop's configuration
   */
  public String resultFile(Settings settings, Configuration hadoop) {
    return settings
        .get(result)
        .orElseGet(() -> new Path(folder.apply(settings, hadoop), "_result.json").toString());
  }
}
