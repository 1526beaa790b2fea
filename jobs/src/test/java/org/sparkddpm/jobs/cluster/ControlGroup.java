package org.sparkddpm.jobs.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A bound on the memory of processes, as a container has it: the kernel kills what crosses it.
 * Control groups of version 1, below the group of this process.
 */
final class ControlGroup implements AutoCloseable {

  private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");

  private final Path folder;

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /** Whether this machine lets us have any. */
  static boolean available() {
    try {
      return Files.isWritable(MEMORY.resolve(own()).resolve("cgroup.procs"));
    } catch (IOException e) {
      return false;
    }
  }

  static ControlGroup create(String name, long bytes) throws IOException {
    Path folder = MEMORY.resolve(own()).resolve(name + "-" + ProcessHandle.current().pid());
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("memory.limit_in_bytes"), Long.toString(bytes));
    return new ControlGroup(folder);
  }

  /** The group of this process, relative to the root of all. */
  private static String own() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields[1].equals("memory"))
        .map(fields -> fields[2].substring(1))
        .findFirst()
        .orElseThrow(() -> new IOException("no control groups of version 1 for memory"));
  }

  /** A shell's words that put it into the group. */
  String enter() {
    return "echo $$ > '" + folder.resolve("cgroup.procs") + "'";
  }

  /** A folder that serves as JAVA_HOME, whose Java runs in the group. */
  Path javaHome(Path home) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    String real = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Files.writeString(java, "#!/bin/sh\n%s\nexec '%s' \"$@\"\n".formatted(enter(), real));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  /** The memory of its processes together, without what they have of files, in bytes. */
  long resident() {
    return statistic("memory.stat", "total_rss");
  }

  /** How many processes the kernel has killed for their memory. */
  long kills() {
    return statistic("memory.oom_control", "oom_kill");
  }

  private long statistic(String file, String name) {
    return Children.text(folder.resolve(file))
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(fields -> fields[0].equals(name))
        .mapToLong(fields -> Long.parseLong(fields[1]))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    await("end of the group's processes")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readAllLines(folder.resolve("cgroup.procs")).equals(List.of()));
    Files.delete(folder);
  }
}
