package org.sparkddpm.jobs.evaluate;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkddpm.jobs.cli.FailureWithFigures;

/** The samples are not as good as the gates ask for; all figures were written before. */
public final class GatesFailedException extends IllegalStateException
    implements FailureWithFigures {

  private static final long serialVersionUID = 1L;

  private final transient Map<String, Object> figures;

  /**
   * Names each gate that failed.
   *
   * @param file that holds all figures
   * @param figures for the account of the run
   */
  GatesFailedException(List<Gate> failed, String file, Map<String, Object> figures) {
    super(
        "the samples are not good enough: %s; all figures are in %s. Train longer or sample in more steps, or lower the gates"
            .formatted(
                failed.stream().map(Gate::toString).collect(Collectors.joining("; ")), file));
    this.figures = figures;
  }

  @Override
  public Map<String, Object> figures() {
    return figures;
  }
}
