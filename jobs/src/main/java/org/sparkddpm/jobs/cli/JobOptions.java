package org.sparkddpm.jobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of one job, in the order in which help and documentation show them. */
final class JobOptions {
  static final String SETTINGS_SECTION = "Settings and result";

  private final String job;
  private final String summary;
  private final List<Example> examples;
  private final Map<String, JobOption> options;

  private JobOptions(Builder builder) {
    job = builder.job;
    summary = builder.summary;
    examples = List.copyOf(builder.examples);
    options = new LinkedHashMap<>(builder.options);
  }

  /** A command line that users can run as it stands, and what it does. */
  record Example(String purpose, String command) {}

  static Builder of(String job, String summary) {
    return new Builder(job, summary);
  }

  /** The job's short name, such as {@code train}. */
  String job() {
    return job;
  }

  /** The application jar's name. */
  String jar() {
    return job + "-job.jar";
  }

  String summary() {
    return summary;
  }

  List<Example> examples() {
    return examples;
  }

  /** What the names of the job's Spark properties begin with. */
  String confPrefix() {
    return "spark.ddpm." + job + ".";
  }

  List<JobOption> all() {
    return List.copyOf(options.values());
  }

  List<String> names() {
    return List.copyOf(options.keySet());
  }

  Optional<JobOption> find(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Section headings, each once, in order. */
  List<String> sections() {
    return options.values().stream().map(JobOption::section).distinct().toList();
  }

  List<JobOption> in(String section) {
    return options.values().stream().filter(option -> option.section().equals(section)).toList();
  }

  /** Collects a job's options; each belongs to the section begun last. */
  static final class Builder {
    private final String job;
    private final String summary;
    private final List<Example> examples = new ArrayList<>();
    private final Map<String, JobOption> options = new LinkedHashMap<>();
    private String section = "Options";

    private Builder(String job, String summary) {
      this.job = job;
      this.summary = summary;
    }

    Builder section(String heading) {
      section = heading;
      return this;
    }

    Builder whole(String name, String defaultValue, String description) {
      return add(name, OptionKind.WHOLE, "N", defaultValue, description);
    }

    Builder number(String name, String defaultValue, String description) {
      return add(name, OptionKind.NUMBER, "X", defaultValue, description);
    }

    Builder toggle(String name, String defaultValue, String description) {
      return add(name, OptionKind.SWITCH, "true|false", defaultValue, description);
    }

    Builder text(String name, String label, String defaultValue, String description) {
      return add(name, OptionKind.TEXT, label, defaultValue, description);
    }

    Builder list(String name, String label, String defaultValue, String description) {
      return add(name, OptionKind.LIST, label, defaultValue, description);
    }

    Builder example(String purpose, String command) {
      examples.add(new Example(purpose, command));
      return this;
    }

    /**
     * Adds the options that every job has.
     *
     * @param rehearsal what a dry run does
     * @param result where the result lies by default
     */
    JobOptions build(String rehearsal, String result) {
      section(SETTINGS_SECTION);
      text(
          JobOption.CONFIG,
          "FILE",
          "",
          "JSON object of option names and values. A path without a scheme is a file on the"
              + " driver's machine; with one (hdfs://, s3a://, file://) it is read by Hadoop.");
      whole(
          JobOption.RESOURCE_TIMEOUT,
          "300",
          "Seconds that the job waits for executors, at its start and when it has lost all of them,"
              + " before it fails.");
      whole(
          JobOption.TASK_TIMEOUT,
          "0",
          "Seconds after which a task hangs: its executor is replaced and the task repeated, and if"
              + " it hangs for the third time the job fails. 0 for ten times the longest task of its"
              + " kind so far, at least 300 (7200 until one has ended).");
      toggle(
          JobOption.DRY_RUN,
          "false",
          rehearsal + ", do no work. A result is written only where --result is given.");
      text(
          JobOption.RESULT,
          "FILE",
          JobOption.AUTO,
          "Where the machine-readable result goes: status, settings with their origins, figures. "
              + result);
      return new JobOptions(this);
    }

    private Builder add(
        String name, OptionKind kind, String label, String defaultValue, String description) {
      JobOption option = new JobOption(section, name, kind, label, defaultValue, description);
      if (options.put(name, option) != null) {
        throw new IllegalArgumentException("Option '" + name + "' is given twice");
      }
      return this;
    }
  }
}
