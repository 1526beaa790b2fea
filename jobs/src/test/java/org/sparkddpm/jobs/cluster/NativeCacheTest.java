package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** Many processes that unpack and load the native libraries of both jars in one folder. */
@Tag("cluster")
class NativeCacheTest {

  private static final List<String> ZONES = List.of("UTC", "Asia/Tokyo", "America/New_York");
  private static final List<String> JARS = List.of("train-job.jar", "generate-job.jar");
  private static final int AT_ONCE = 3;
  private static final int ROUNDS = 4;

  @TempDir Path temp;

  /** Loads the natives; a process of its own starts here. */
  static final class Start {
    private Start() {}

    public static void main(String[] args) {
      System.out.println("loaded by engine " + Engines.fastest().name());
    }
  }

  @Test
  void startsInAllZonesShareOneFolderAndNoneWritesAgain() throws Exception {
    Path cache = temp.resolve("natives");
    Set<String> first = new TreeSet<>();
    int started = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<SubmittedJob> jobs = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++, started++) {
        jobs.add(start(cache, JARS.get(started % JARS.size()), ZONES.get(started % ZONES.size())));
      }
      for (SubmittedJob job : jobs) {
        assertThat(job.succeed().log()).contains("loaded by engine cpu");
      }
      Set<String> found = libraries(cache);
      if (round == 0) {
        first.addAll(found);
      }
      assertThat(found).as("after %d starts", started).isNotEmpty().isEqualTo(first);
    }
    try (Stream<Path> folders = Files.list(cache)) {
      assertThat(folders).hasSize(1);
    }
  }

  /** Path, inode, length and time of all that was unpacked. */
  private static Set<String> libraries(Path cache) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(one -> one.toString().contains(".so")).toList()) {
        found.add(file + " " + Files.readAttributes(file, "unix:ino,size,lastModifiedTime"));
      }
    }
    return found;
  }

  private SubmittedJob start(Path cache, String jar, String zone) throws IOException {
    List<String> options =
        new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    options.add("-Xmx512m");
    options.add("-Duser.timezone=" + zone);
    options.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    String classPath =
        String.join(
            ":",
            Children.ROOT.resolve("jobs/target/test-classes").toString(),
            Children.ROOT.resolve("jobs/target").resolve(jar).toString(),
            Children.SPARK.resolve("*").toString());
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Start.class.getName()));
    return SubmittedJob.of(
        Files.createTempFile(temp, "start", ".log"), Map.of("OMP_NUM_THREADS", "1"), command);
  }
}
