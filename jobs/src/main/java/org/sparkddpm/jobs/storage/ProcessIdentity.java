package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A process as another can recognise it.
 *
 * @param host name of its machine, for people
 * @param numbering where its number has a meaning: the boot of the machine and the namespace of
 *     process numbers, for containers have their own; empty where that cannot be told
 * @param pid its number there
 * @param ticks of the machine's clock from its boot to the start of the process, which tell it from
 *     a later one of the same number; negative where that cannot be told
 * @param started when it started, for people: it moves when the machine's time is set
 */
record ProcessIdentity(String host, String numbering, long pid, long ticks, String started) {

  private static final String NUMBERED_IN = "place";

  /** The process that is there from the boot of a machine, or the start of a container, on. */
  private static final long FIRST = 1;

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  static ProcessIdentity current() {
    ProcessHandle process = ProcessHandle.current();
    return new ProcessIdentity(
        thisHost(), thisNumbering(), process.pid(), ticks(process.pid()), startOf(process));
  }

  static ProcessIdentity of(JsonNode json) {
    return new ProcessIdentity(
        Printable.of(json.path("host").asText()),
        json.path(NUMBERED_IN).asText(),
        json.path("pid").asLong(),
        json.path("ticks").asLong(-1),
        Printable.of(json.path("started").asText()));
  }

  void describeIn(ObjectNode json) {
    json.put("host", host)
        .put(NUMBERED_IN, numbering)
        .put("pid", pid)
        .put("ticks", ticks)
        .put("started", started);
  }

  /** Whether it ran where this process runs, and has ended. */
  boolean isGoneFromHere() {
    return isGoneFromHere(ProcessHandle::of);
  }

  /**
   * The same, as far as processes can be seen. Where the first one cannot, those of other users are
   * hidden (the option {@code hidepid} of /proc), and one that is not seen may live.
   */
  boolean isGoneFromHere(LongFunction<Optional<ProcessHandle>> processes) {
    if (numbering.isEmpty() || !numbering.equals(thisNumbering())) {
      return false;
    }
    return processes.apply(pid).filter(ProcessHandle::isAlive).isEmpty()
        ? processes.apply(FIRST).isPresent()
        : ticks >= 0 && ticks(pid) != ticks;
  }

  /** Whether it can be said which one it is. */
  boolean isKnown() {
    return !host.isEmpty();
  }

  @Override
  public String toString() {
    return !isKnown()
        ? "unknown"
        : String.format(Locale.ROOT, "process %d on %s, since %s", pid, host, started);
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /**
   * Field 22 of proc_pid_stat(5); the second one, a name, may hold blanks and ends at a bracket.
   */
  private static long ticks(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[19]);
    } catch (IOException e) {
      return -1;
    }
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String thisNumbering() {
    try {
      return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NAMESPACE);
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
