package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** HDFS: a name node and data nodes, each a process of its own. */
final class Hdfs implements Store {

  private static final String SERVER = "org.apache.hadoop.hdfs.server.";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;
  private final int port;
  private final int dataNodes;
  private final List<Process> processes = new ArrayList<>();

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
    hdfs.processes.add(hdfs.launch("name-node", "namenode.NameNode"));
    for (int i = 1; i <= dataNodes; i++) {
      hdfs.processes.add(hdfs.launch("data-node-" + i, "datanode.DataNode"));
    }
    await("HDFS takes files").atMost(LIMIT).ignoreExceptions().until(hdfs::works);
    return hdfs;
  }

  private Process launch(String name, String server, String... arguments) throws IOException {
    String nodes = folder.resolve(name).toString();
    List<String> settings =
        Stream.of(
                "fs.defaultFS=" + uri(""),
                "hadoop.tmp.dir=" + nodes,
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
      files.create(probe, true).close();
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
    processes.forEach(Process::destroyForcibly);
  }
}
