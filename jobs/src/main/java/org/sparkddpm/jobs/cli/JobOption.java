package org.sparkddpm.jobs.cli;

/**
 * One option of a job.
 *
 * @param section heading under which help and documentation show it
 * @param name kebab-case name without dashes
 * @param kind what its value is made of
 * @param label placeholder for the value in help texts
 * @param defaultValue the built-in default; empty for none
 * @param description what it means, one or two sentences
 */
record JobOption(
    String section,
    String name,
    OptionKind kind,
    String label,
    String defaultValue,
    String description) {

  static final String CONFIG = "config";
  static final String PRESET = "preset";
  static final String RESOURCE_TIMEOUT = "resource-timeout";
  static final String TASK_TIMEOUT = "task-timeout";
  static final String DRY_RUN = "dry-run";
  static final String PREFLIGHT = "preflight";
  static final String RESULT = "result";

  /** Value of an option that the job works out by itself. */
  static final String AUTO = "auto";

  JobOption {
    if (!name.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException("Option name '" + name + "' is not kebab-case");
    }
  }

  /** The option as it stands on the command line. */
  String flag() {
    return "--" + name;
  }

  /** The flag with the placeholder of its value, as help texts show it. */
  String synopsis() {
    return kind == OptionKind.SWITCH ? flag() + "[=" + label + "]" : flag() + "=" + label;
  }

  /** Whether a file given by {@code --config} may set it. */
  boolean allowedInFile() {
    return !name.equals(CONFIG);
  }
}
