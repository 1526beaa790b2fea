package org.sparkddpm.jobs.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that a command wants beside those of the run's units, by their names within the run's
 * folder: as many as the run has classes, at most.
 *
 * @param exports the names of those beside the table
 * @param channels of the samples
 * @param labels of the run
 * @param formats what is wanted
 * @param gifs labels to animate, each once
 * @param forward whether the forward figure is wanted
 * @param real files of real images
 */
record RunOutputs(
    ExportNames exports,
    int channels,
    List<Integer> labels,
    Set<OutputFormat> formats,
    List<Integer> gifs,
    boolean forward,
    List<String> real) {

  /** Files made of the samples, which must therefore be at hand. */
  private List<String> ofSamples(OutputFormat format) {
    if (!formats.contains(format)) {
      return List.of();
    }
    return switch (format) {
      case PARQUET -> List.of();
      case IDX -> List.of(exports.images(channels), exports.labels());
      case PNG -> {
        List<String> names = new ArrayList<>(List.of(exports.sheet()));
        labels.forEach(label -> names.add(exports.sheet(label)));
        yield names;
      }
    };
  }

  /** Every file. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(real);
    for (OutputFormat format : OutputFormat.values()) {
      names.addAll(ofSamples(format));
    }
    gifs.forEach(label -> names.add(exports.animation(label)));
    if (forward) {
      names.add(exports.forward());
    }
    return names;
  }

  /** Whether the table of samples is wanted. */
  boolean table() {
    return formats.contains(OutputFormat.PARQUET);
  }

  /** Whether one of these files is of a format. */
  boolean touches(OutputFormat format, Set<String> files) {
    return ofSamples(format).stream().anyMatch(files::contains);
  }

  /** Whether one of these files is made of the samples. */
  boolean needSamples(Set<String> files) {
    return formats.stream().anyMatch(format -> touches(format, files));
  }
}
