package org.sparkddpm.jobs.cli;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One thing that keeps a job from starting.
 *
 * @param options names of the options concerned, empty when none is
 * @param message what is wrong, the offending value and the remedy
 */
record Problem(List<String> options, String message) {
  Problem {
    options = List.copyOf(options);
  }

  /** The same problem, with the place where each offending value was set. */
  Problem withSources(UnaryOperator<String> sourceOf) {
    if (options.isEmpty()) {
      return this;
    }
    String sources =
        options.size() == 1
            ? sourceOf.apply(options.get(0))
            : options.stream()
                .map(name -> "--" + name + " from " + sourceOf.apply(name))
                .collect(Collectors.joining(", "));
    String lead = options.size() == 1 ? " (set by " : " (";
    return new Problem(options, message + lead + sources + ")");
  }
}
