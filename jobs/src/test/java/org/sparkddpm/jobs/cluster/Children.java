package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts processes of the build: its scripts, and Java with jars that it has gathered. */
final class Children {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path BUILT = ROOT.resolve("jobs/target");
  static final Path SPARK = BUILT.resolve("spark/jars");
  static final Path SERVICES = BUILT.resolve("services");

  static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

  private Children() {}

  /** Starts a command whose output goes to a file. */
  static Process start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // The scripts are to use the Spark of the build.
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return builder.start();
  }

  static String script(String name) {
    return ROOT.resolve("scripts").resolve(name).toString();
  }

  /** A Java command line of a class in some folders of jars. */
  static List<String> java(List<Path> folders, List<String> options, String... mainAndArguments) {
    return javaOf(folders.stream().map(folder -> folder.resolve("*")), options, mainAndArguments);
  }

  /** The same with a folder of configuration files, which are found before those in the jars. */
  static List<String> java(
      Path conf, List<Path> folders, List<String> options, String... mainAndArguments) {
    Stream<Path> jars = folders.stream().map(folder -> folder.resolve("*"));
    return javaOf(Stream.concat(Stream.of(conf), jars), options, mainAndArguments);
  }

  private static List<String> javaOf(
      Stream<Path> classPath, List<String> options, String... mainAndArguments) {
    String entries = String.join(":", classPath.map(Path::toString).toList());
    return Stream.of(List.of(JAVA), options, List.of("-cp", entries), List.of(mainAndArguments))
        .flatMap(List::stream)
        .toList();
  }

  /** The command line of a process; nothing if it is gone. */
  static String arguments(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  /** A port that was free just now. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /**
   * What a file holds by now, its last character perhaps in part; nothing if it is not there yet.
   */
  static String text(Path file) {
    try {
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
