package org.sparkddpm.jobs.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** Gathers everything that is wrong, so that a user sees all of it at once. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String message) {
    found.add(new Problem(List.of(), message));
  }

  void add(Problem problem) {
    found.add(problem);
  }

  /** Reports an option's value with what is needed in its place. */
  void add(String option, Object value, String remedy) {
    String shown = value instanceof String ? "'" + value + "'" : String.valueOf(value);
    found.add(new Problem(List.of(option), "--" + option + " is " + shown + ": " + remedy));
  }

  void require(boolean fulfilled, String option, Object value, String remedy) {
    if (!fulfilled) {
      add(option, value, remedy);
    }
  }

  void requireTogether(boolean fulfilled, List<String> options, String message) {
    if (!fulfilled) {
      found.add(new Problem(options, message));
    }
  }

  void requireChoice(String option, String value, Collection<String> choices) {
    if (!choices.contains(value)) {
      add(
          option,
          value,
          NearestName.of(value, choices).map(name -> "did you mean '" + name + "'? ").orElse("")
              + "Give one of "
              + String.join(", ", choices));
    }
  }

  /** Refuses blank paths, paths that Hadoop cannot read and URIs with secrets in them. */
  void requirePath(String option, String value) {
    if (value.isBlank()) {
      add(option, value, "give a path or a URI, such as runs/first or hdfs:///user/me/runs/first");
    } else if (Credentials.in(value)) {
      refuseCredentials(option);
    } else if (value.matches("[A-Za-z][A-Za-z0-9+.-]*:/{0,2}")) {
      add(option, value, "no place follows the scheme; give a URI such as hdfs:///user/me/runs");
    } else {
      try {
        new Path(value).toUri();
      } catch (IllegalArgumentException e) {
        add(option, value, "no path or URI (" + e.getMessage() + "); give one such as runs/first");
      }
    }
  }

  /** Reports a URI with a secret in it, without showing any of it. */
  void refuseCredentials(String option) {
    String message = "--" + option + " is a URI with credentials in it (not shown): ";
    found.add(new Problem(List.of(option), message + Credentials.REMEDY));
  }

  boolean concern(Collection<String> options) {
    return found.stream()
        .flatMap(problem -> problem.options().stream())
        .anyMatch(options::contains);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Problem> all() {
    return List.copyOf(found);
  }

  /** Throws what was found, if anything was. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new UsageException("The settings cannot be used", found);
    }
  }
}
