package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** The local cluster and a driver on it are for this machine alone. */
@Tag("cluster")
class ListeningPortsTest {

  private static final String LISTENING = "0A";
  private static final String LOOPBACK = "7F";
  private static final String LOOPBACK_6 = "00000000000000000000000001000000";

  @TempDir Path temp;

  @Test
  void everyPortIsOfTheLoopbackDevice() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
        SubmittedJob train =
            new Jobs(cluster, temp).train(temp.resolve("checkpoints").toString(), 1280)) {
      train.awaitLog("round 2/8");
      Set<String> addresses = new TreeSet<>();
      int processes = 0;
      for (Path process : processes()) {
        addresses.addAll(listening(process));
        processes++;
      }
      // The master, two workers with an executor each, and the driver.
      assertThat(processes).isGreaterThanOrEqualTo(6);
      assertThat(addresses).hasSizeGreaterThanOrEqualTo(8);
      assertThat(addresses)
          .allMatch(
              address -> {
                String host = address.substring(0, address.indexOf(':'));
                return host.equals(LOOPBACK_6) || host.endsWith(LOOPBACK);
              });
      train.succeed();
    }
  }

  /** Those whose command line names this test's folder. */
  private List<Path> processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(
              process -> {
                try {
                  String command = Files.readString(process.resolve("cmdline"));
                  return command.contains("java") && command.contains(temp.toString());
                } catch (IOException e) {
                  return false;
                }
              })
          .toList();
    }
  }

  /** Address and port of each listening socket, in the kernel's hexadecimal digits. */
  private static Set<String> listening(Path process) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      open.forEach(
          descriptor -> {
            try {
              sockets.add(Files.readSymbolicLink(descriptor).toString());
            } catch (NoSuchFileException e) {
              // Closed since it was listed.
              return;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Set<String> found = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields[3].equals(LISTENING) && sockets.contains("socket:[" + fields[9] + "]")) {
          found.add(fields[1].toUpperCase(Locale.ROOT));
        }
      }
    }
    return found;
  }
}
