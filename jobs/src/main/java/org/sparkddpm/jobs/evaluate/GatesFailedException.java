package org.sparkddpm.jobs.evaluate;

import java.util.List;
import java.util.stream.Collectors;

/** The samples are not as good as the gates ask for; all figures were written before. */
public final class GatesFailedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * Names each gate that failed.
   *
   * @param file that holds the figures
   */
  GatesFailedException(List<Gate> failed, String file) {
    super(
        "the samples are not good enough: %s; all figures are in %s. Train longer or sample in more steps, or lower the gates"
            .formatted(
                failed.stream().map(Gate::toString).collect(Collectors.joining("; ")), file));
  }
}
