package org.sparkddpm.jobs.samples;

import java.util.Arrays;
import java.util.Locale;

/** Where the files of a run that are no table lie in its folder. */
public enum RunLayout {
  /** Beside the table, as the job first had it: Spark reads the folders of the labels alone. */
  BESIDE("", ""),

  /**
   * In folders that Spark passes over, so that it reads the run's folder, or all runs', as it is.
   */
  APART("_idx/", "_pictures/");

  private final String idx;
  private final String pictures;

  RunLayout(String idx, String pictures) {
    this.idx = idx;
    this.pictures = pictures;
  }

  /** The place in the run's folder of a file in MNIST's format. */
  public String idx(String name) {
    return idx + name;
  }

  /** The place in the run's folder of a picture. */
  public String picture(String name) {
    return pictures + name;
  }

  /** The name in a run's description. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunLayout of(String label) {
    return Arrays.stream(values())
        .filter(layout -> layout.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: layout '%s' is unknown to this version; use the version of the job that wrote it, or a later one"
                        .formatted(RunDescription.NAME, label)));
  }
}
