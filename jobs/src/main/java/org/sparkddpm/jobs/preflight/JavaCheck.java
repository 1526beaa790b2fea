package org.sparkddpm.jobs.preflight;

import java.util.List;
import java.util.function.Predicate;

/** The Java version, and the packages of the JDK that Spark and ND4J reach into. */
final class JavaCheck {

  private static final String NAME = "java";
  private static final int WANTED = 17;
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "sun.nio.ch");

  private JavaCheck() {}

  static Finding here() {
    Module base = Object.class.getModule();
    Module ours = JavaCheck.class.getModule();
    return of(
        Runtime.version().feature(),
        System.getProperty("java.version"),
        name -> base.isOpen(name, ours));
  }

  /**
   * Judges.
   *
   * @param feature the version's first number, such as 17
   * @param opened whether a package of java.base is open to us
   */
  static Finding of(int feature, String version, Predicate<String> opened) {
    if (feature != WANTED) {
      String found = "Java " + version + ", which Spark 3.5 is not tested with";
      String remedy = "set JAVA_HOME to a JDK 17, for driver and executors";
      return feature < WANTED
          ? Finding.fail(NAME, "Java " + version + " is too old", remedy)
          : Finding.warn(NAME, found, remedy);
    }
    List<String> closed = OPENED.stream().filter(opened.negate()).toList();
    return closed.isEmpty()
        ? Finding.ok(NAME, "Java " + version + ", packages open")
        : Finding.fail(
            NAME,
            "Java " + version + " keeps closed " + String.join(", ", closed),
            "start by spark-submit of Spark 3.5, which gives --add-opens, or give"
                + " --add-opens=java.base/PACKAGE=ALL-UNNAMED for each");
  }
}
