package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.util.Locale;
import org.sparkddpm.diffusion.Denoiser;

/**
 * One piece of work and one file: samples {@code first} to {@code first + count - 1} of a label.
 *
 * @param label of all of them, or {@link Denoiser#NO_LABEL}
 * @param first index of the first one within the label, from 0
 * @param count how many, at least 1
 */
public record SampleUnit(int label, long first, int count) implements Serializable {

  /** What the names of all files of samples end with. */
  static final String SUFFIX = ".parquet";

  /** Spark's name for the folder of rows whose label is null. */
  static final String NO_LABEL = "__HIVE_DEFAULT_PARTITION__";

  /** The file's place in the run's folder. */
  public String path() {
    return String.format(Locale.ROOT, "%s/part-%09d-%d%s", folder(label), first, count, SUFFIX);
  }

  /** The folder, within the run's, of a label's files: Spark's partition of the column label. */
  public static String folder(int label) {
    return "label=" + (label == Denoiser.NO_LABEL ? NO_LABEL : Integer.toString(label));
  }
}
