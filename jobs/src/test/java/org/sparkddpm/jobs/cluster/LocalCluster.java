package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A standalone cluster of separate processes, by {@code scripts/cluster}. */
final class LocalCluster implements AutoCloseable {

  private final Path folder;

  private LocalCluster(Path folder) {
    this.folder = folder;
  }

  /** Starts a master and its workers; options as of the script, such as "--workers", "2". */
  static LocalCluster start(Path folder, String... options) throws IOException {
    LocalCluster cluster = new LocalCluster(folder);
    List<String> command = new ArrayList<>(List.of("start", "--folder", folder.toString()));
    command.addAll(List.of(options));
    assertThat(cluster.script(command)).as(Children.text(cluster.log())).isZero();
    return cluster;
  }

  private int script(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Children.script("cluster")));
    command.addAll(arguments);
    return Children.start(log(), Map.of(), command).onExit().join().exitValue();
  }

  private Path log() {
    return folder.resolveSibling(folder.getFileName() + "-script.log");
  }

  String url() {
    return Children.text(folder.resolve("url")).strip();
  }

  /** The properties file that fits this cluster. */
  Path properties() {
    return folder.resolve("spark-defaults.conf");
  }

  Path folder() {
    return folder;
  }

  /** The process of a worker, counted from 1. */
  ProcessHandle worker(int number) {
    String line = Children.text(folder.resolve("worker-" + number + ".pid"));
    String pid = line.substring(0, line.indexOf(' '));
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** The processes of the executors of a worker that is alive. */
  List<ProcessHandle> executors(int number) {
    return worker(number)
        .descendants()
        .filter(each -> Children.arguments(each).contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** The files that the cluster has written: logs of its processes and of executors. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Override
  public void close() throws IOException {
    assertThat(script(List.of("stop", "--folder", folder.toString()))).isZero();
  }
}
