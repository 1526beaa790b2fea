package org.sparkddpm.jobs.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.sparkddpm.jobs.cluster.fixtures.FaultyS3;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.LocalFolder;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.Store;
import org.sparkddpm.jobs.storage.SmallDisk;

/**
 * A cluster with stores beside it, each started when it is first asked for, that stay from case to
 * case and are repaired in between.
 */
final class Site implements AutoCloseable {

  private static final int WORKERS = 2;
  private static final int DATA_NODES = 2;
  private static final int IMAGES = 600;
  private static final int DISK_KILOBYTES = 64 << 10;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path folder;
  private final Map<String, String> environment;
  private final LocalCluster cluster;
  private Optional<Hdfs> hdfs = Optional.empty();
  private Optional<S3> s3 = Optional.empty();
  private Optional<FaultyS3> faultyS3 = Optional.empty();
  private Optional<SmallDisk> disk = Optional.empty();

  private Site(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(scratch());
    try (FileSystem files = FileSystem.newInstanceLocal(new Configuration())) {
      Jobs.writeData(files, dataFolder().toString(), IMAGES);
    }
    this.environment =
        Map.of(
            // Executors that are killed leave what they had there.
            "SPARK_LOCAL_DIRS",
            scratch().toString(),
            // Jobs of seconds: what the better compiler costs is most of their time.
            "JDK_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    this.cluster =
        LocalCluster.start(
            folder.resolve("cluster"), environment, "--workers", Integer.toString(WORKERS));
  }

  /**
   * Starts the cluster; all that it and the stores write lies in the folder.
   *
   * @throws AssertionError if it does not start
   */
  static Site start(Path folder) throws IOException {
    return new Site(folder);
  }

  LocalCluster cluster() {
    return cluster;
  }

  /** The folder of a small data set. */
  String data() {
    return dataFolder().toString();
  }

  private Path dataFolder() {
    return folder.resolve("data");
  }

  /** The numbers of the workers. */
  List<Integer> workers() {
    return IntStream.rangeClosed(1, WORKERS).boxed().toList();
  }

  /** The numbers of the data nodes. */
  List<Integer> dataNodes() {
    return IntStream.range(0, DATA_NODES).boxed().toList();
  }

  Hdfs hdfs() throws Exception {
    if (hdfs.isEmpty()) {
      hdfs = Optional.of(Hdfs.start(folder.resolve("hdfs"), DATA_NODES));
    }
    return hdfs.get();
  }

  /** S3 as the jobs see it. */
  FaultyS3 faultyS3() throws IOException {
    if (faultyS3.isEmpty()) {
      s3 = Optional.of(S3.start(folder.resolve("s3")));
      faultyS3 = Optional.of(new FaultyS3(s3.get()));
    }
    return faultyS3.get();
  }

  /**
   * The small disk.
   *
   * @throws org.opentest4j.TestAbortedException where nothing may be mounted
   */
  SmallDisk disk() throws IOException {
    if (disk.isEmpty()) {
      disk = Optional.of(SmallDisk.mount(diskFolder(), DISK_KILOBYTES));
    }
    return disk.get();
  }

  private Path diskFolder() {
    return folder.resolve("disk");
  }

  private Path scratch() {
    return folder.resolve("scratch");
  }

  /** A folder that a run has for itself. */
  Place place(Medium medium, String name) throws Exception {
    Store store = store(medium);
    Store past = medium == Medium.S3 ? s3.orElseThrow() : store;
    Configuration configuration = past.configuration();
    // The same server for all of the run: a client for each file that is read would be too many.
    configuration.setBoolean("fs.s3a.impl.disable.cache", false);
    return new Place(store.uri("/" + name), configuration);
  }

  /** The jobs, with their logs in a folder. */
  Jobs jobs(Medium medium, Path logs) throws Exception {
    Store store = store(medium);
    List<String> options =
        new ArrayList<>(
            List.of(
                "--properties-file",
                cluster.properties().toString(),
                // Nobody looks, and its server takes a while to start.
                "--conf",
                "spark.ui.enabled=false"));
    options.addAll(store.options());
    Map<String, String> all = new TreeMap<>(store.environment());
    all.putAll(environment);
    return new Jobs(Files.createDirectories(logs), options, all);
  }

  private Store store(Medium medium) throws Exception {
    switch (medium) {
      case HDFS:
        return hdfs();
      case S3:
        return faultyS3();
      case DISK:
        disk();
        return new LocalFolder(diskFolder());
      default:
        return new LocalFolder(folder.resolve("local"));
    }
  }

  /**
   * Ends all faults, starts again what is gone, waits for the executors of earlier jobs to end and
   * removes what they left.
   *
   * @throws AssertionError if something does not come back
   */
  void repair() throws Exception {
    if (faultyS3.isPresent()) {
      faultyS3.get().mend();
    }
    if (disk.isPresent()) {
      disk.get().mend();
    }
    if (hdfs.isPresent()) {
      hdfs.get().repair();
    }
    if (!workers().stream().allMatch(cluster::hasWorker)) {
      cluster.repair();
    }
    await("the executors of earlier jobs have ended")
        .atMost(LIMIT)
        .until(() -> workers().stream().allMatch(number -> cluster.executors(number).isEmpty()));
    for (int number : workers()) {
      clear(folder.resolve("cluster/worker-" + number + "/work"));
    }
    // The folders of workers stay, as these go on to use them.
    for (Path each : list(scratch())) {
      clear(each);
    }
  }

  /** Removes what is in a folder. */
  private static void clear(Path folder) throws IOException {
    for (Path each : list(folder)) {
      FileUtil.fullyDelete(each.toFile());
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      faultyS3.ifPresent(FaultyS3::close);
      s3.ifPresent(S3::close);
      hdfs.ifPresent(Hdfs::close);
      if (disk.isPresent()) {
        disk.get().close();
      }
    } finally {
      cluster.close();
    }
  }
}
