package org.sparkddpm.jobs.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sparkddpm.jobs.samples.SampleUnit;

/**
 * The files that a command wants, by their names within the run's folder.
 *
 * @param exports the names of those beside the table
 * @param channels of the samples
 * @param units made as they are asked for
 * @param gifs labels to animate, each once
 * @param forward whether the forward figure is wanted
 */
record RunOutputs(
    ExportNames exports,
    int channels,
    List<Integer> labels,
    List<SampleUnit> units,
    Set<OutputFormat> formats,
    List<Integer> gifs,
    boolean forward) {

  /** Files made of the samples, which must therefore be at hand. */
  List<String> ofSamples(OutputFormat format) {
    if (!formats.contains(format)) {
      return List.of();
    }
    return switch (format) {
      case PARQUET -> units.stream().map(SampleUnit::path).toList();
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
    Set<String> names = new TreeSet<>();
    for (OutputFormat format : OutputFormat.values()) {
      names.addAll(ofSamples(format));
    }
    gifs.forEach(label -> names.add(exports.animation(label)));
    if (forward) {
      names.add(exports.forward());
    }
    return names;
  }

  /** The number of files. */
  int count() {
    int count = gifs.size() + (forward ? 1 : 0);
    for (OutputFormat format : formats) {
      count += format == OutputFormat.PARQUET ? units.size() : ofSamples(format).size();
    }
    return count;
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
