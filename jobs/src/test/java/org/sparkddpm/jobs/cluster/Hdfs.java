package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/** HDFS: a name node and data nodes, each a process of its own. */
final class Hdfs implements Store {

  private static final String SERVER = "org.apache.hadoop.hdfs.server.";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;
  private final int port;
  private final int dataNodes;
  private final List<Process> nodes = new ArrayList<>();
  private Process nameNode;

  private Hdfs(Path folder, int dataNodes) throws IOException {
    this.folder = folder;
    this.dataNodes = dataNodes;
    // The name node's clients must know its port before it starts.
    this.port = Children.freePort();
  }

  static Hdfs start(Path folder, int dataNodes) throws Exception {
    Hdfs hdfs = new Hdfs(folder, dataNodes);
    Process format = hdfs.launch("format", "namenode.NameNode", "-format", "-nonInteractive");
    assertThat(format.waitFor()).as(Children.text(hdfs.log("format"))).isZero();
    hdfs.nameNode = hdfs.launchNameNode();
    for (int i = 0; i < dataNodes; i++) {
      hdfs.nodes.add(hdfs.launchDataNode(i));
    }
    await("HDFS takes files").atMost(LIMIT).ignoreExceptions().until(hdfs::works);
    return hdfs;
  }

  private Process launchNameNode() throws IOException {
    return launch("name-node", "namenode.NameNode");
  }

  private Process launchDataNode(int number) throws IOException {
    return launch("data-node-" + number, "datanode.DataNode");
  }

  /** Ends the name node as {@code kill -9} does. */
  void killNameNode() {
    nameNode.destroyForcibly().onExit().join();
  }

  /** Starts the name node that was killed; it then waits for all data nodes. */
  void restartNameNode() throws IOException {
    nameNode = launchNameNode();
  }

  /** Ends a data node as {@code kill -9} does. */
  void killDataNode(int number) {
    nodes.get(number).destroyForcibly().onExit().join();
  }

  /** Starts a data node that was killed; the name node hears of its blocks a little later. */
  void restartDataNode(int number) throws IOException {
    try (DistributedFileSystem files = (DistributedFileSystem) files()) {
      Set<Integer> before = ports(files);
      nodes.set(number, launchDataNode(number));
      await("the data node is back").atMost(LIMIT).until(() -> !ports(files).equals(before));
    }
  }

  /** Of all data nodes, the dead among them for minutes; a new process has another. */
  private static Set<Integer> ports(DistributedFileSystem files) throws IOException {
    return Arrays.stream(files.getDataNodeStats())
        .map(DatanodeInfo::getXferPort)
        .collect(Collectors.toSet());
  }

  /** The number of a data node that holds a file of one block and one replica. */
  int nodeOf(FileSystem files, org.apache.hadoop.fs.Path file) throws IOException {
    String[] ids = files.getFileBlockLocations(file, 0, 1)[0].getStorageIds();
    assertThat(ids).as("replicas of %s", file).hasSize(1);
    for (int number = 0; number < dataNodes; number++) {
      String version = Children.text(blocks(number).resolve("current/VERSION"));
      if (version.contains("storageID=" + ids[0])) {
        return number;
      }
    }
    throw new IllegalStateException("no data node has the storage " + ids[0]);
  }

  /** Lets a folder take no more bytes, as on a full disk. */
  void fill(FileSystem files, String uri) throws IOException {
    files.setQuota(new org.apache.hadoop.fs.Path(uri), HdfsConstants.QUOTA_DONT_SET, 1);
  }

  /** Takes that back. */
  void clear(FileSystem files, String uri) throws IOException {
    files.setQuota(
        new org.apache.hadoop.fs.Path(uri),
        HdfsConstants.QUOTA_DONT_SET,
        HdfsConstants.QUOTA_RESET);
  }

  private Path blocks(int number) {
    return folder.resolve("data-node-" + number).resolve("blocks");
  }

  private Process launch(String name, String server, String... arguments) throws IOException {
    List<String> settings =
        Stream.of(
                "fs.defaultFS=" + uri(""),
                "hadoop.tmp.dir=" + folder.resolve(name),
                "dfs.namenode.name.dir=file://" + folder.resolve("names"),
                "dfs.datanode.data.dir=file://" + folder.resolve(name).resolve("blocks"),
                "dfs.namenode.http-address=127.0.0.1:0",
                "dfs.datanode.address=127.0.0.1:0",
                "dfs.datanode.http.address=127.0.0.1:0",
                "dfs.datanode.ipc.address=127.0.0.1:0",
                "dfs.replication=" + dataNodes,
                "dfs.permissions.enabled=false",
                "dfs.namenode.safemode.min.datanodes=" + dataNodes,
                "dfs.namenode.safemode.extension=0")
            .flatMap(setting -> Stream.of("-D", setting))
            .toList();
    List<String> command =
        new ArrayList<>(
            Children.java(
                List.of(Children.SERVICES.resolve("hdfs"), Children.SPARK),
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                SERVER + server));
    command.addAll(settings);
    command.addAll(List.of(arguments));
    return Children.start(log(name), Map.of(), command);
  }

  private Path log(String name) {
    return folder.resolveSibling("hdfs-" + name + ".log");
  }

  private boolean works() throws IOException {
    try (FileSystem files = files()) {
      org.apache.hadoop.fs.Path probe = new org.apache.hadoop.fs.Path("/probe");
      // An empty file has no block, and needs no data node.
      try (var out = files.create(probe, true)) {
        out.write(1);
      }
      return files.delete(probe, false);
    }
  }

  @Override
  public String uri(String path) {
    return "hdfs://127.0.0.1:" + port + path;
  }

  @Override
  public List<String> options() {
    return List.of("--conf", "spark.hadoop.dfs.replication=" + dataNodes);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("dfs.replication", Integer.toString(dataNodes));
    return conf;
  }

  @Override
  public void close() {
    nodes.forEach(Process::destroyForcibly);
    nameNode.destroyForcibly();
  }
}
