package org.sparkddpm.jobs.options;

import java.util.Locale;

/** Where an option's value comes from, strongest first. */
public enum Origin {
  /** The command line. */
  FLAG,
  /** A Spark property {@code spark.ddpm.<job>.<option>}. */
  SPARK_CONF,
  /** The JSON file that {@code --config} names. */
  FILE,
  /** The preset that {@code --preset} names. */
  PRESET,
  /** The default built into the job. */
  DEFAULT,
  /** No place: what a preset or a default says, changed so that it fits what was set. */
  FITTED;

  /** The name as tables and result files show it, such as {@code spark-conf}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
