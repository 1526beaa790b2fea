package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.service.Service;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * YARN: a resource manager and node managers, each a process of its own, on an HDFS that is its
 * default file system. They limit containers as YARN does unless it is told otherwise.
 */
final class Yarn implements AutoCloseable {

  private static final String SERVER = "org.apache.hadoop.yarn.server.";
  private static final Path CLIENT = Children.SERVICES.resolve("yarn");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int NODE_MB = 6144;

  private final Path folder;
  private final Hdfs hdfs;
  private final Configuration configuration = new YarnConfiguration();
  private final List<Process> processes = new ArrayList<>();
  private final YarnClient client = YarnClient.createYarnClient();

  private Yarn(Path folder, Hdfs hdfs) {
    this.folder = folder;
    this.hdfs = hdfs;
  }

  static Yarn start(Path folder, Hdfs hdfs, int nodes) throws Exception {
    Yarn yarn = new Yarn(folder, hdfs);
    try {
      yarn.writeConfiguration();
      yarn.gatherSpark();
      yarn.startServers(nodes);
      return yarn;
    } catch (Exception | AssertionError failure) {
      yarn.close();
      throw failure;
    }
  }

  private void startServers(int nodes) throws IOException {
    processes.add(launch("resource-manager", "resourcemanager.ResourceManager"));
    for (int i = 1; i <= nodes; i++) {
      Path node = folder.resolve("node-" + i);
      processes.add(
          launch(
              "node-manager-" + i,
              "nodemanager.NodeManager",
              "-D",
              "yarn.nodemanager.local-dirs=" + node.resolve("local"),
              "-D",
              "yarn.nodemanager.log-dirs=" + node.resolve("logs")));
    }
    client.init(configuration);
    client.start();
    await("the nodes have come to YARN, or a server has ended")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () ->
                processes.stream().anyMatch(process -> !process.isAlive())
                    || client.getYarnClusterMetrics().getNumNodeManagers() == nodes);
    assertThat(processes)
        .as(Children.text(log("resource-manager")) + Children.text(log("node-manager-1")))
        .allMatch(Process::isAlive);
  }

  /** What a site has in HADOOP_CONF_DIR. */
  private void writeConfiguration() throws IOException {
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", hdfs.uri(""));
    core.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    write("core-site.xml", core);
    Configuration site = new Configuration(false);
    site.set("yarn.resourcemanager.hostname", "127.0.0.1");
    for (String service : List.of("", "scheduler.", "resource-tracker.", "admin.", "webapp.")) {
      site.set("yarn.resourcemanager." + service + "address", "127.0.0.1:" + Children.freePort());
    }
    for (String service : List.of("", "localizer.", "webapp.")) {
      site.set("yarn.nodemanager." + service + "address", "127.0.0.1:0");
    }
    site.set("yarn.scheduler.minimum-allocation-mb", "256");
    site.set("yarn.nodemanager.resource.memory-mb", Integer.toString(NODE_MB));
    site.set("yarn.nodemanager.resource.cpu-vcores", "4");
    site.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99");
    write("yarn-site.xml", site);
    Configuration queues = new Configuration(false);
    queues.set("yarn.scheduler.capacity.root.queues", "default");
    queues.set("yarn.scheduler.capacity.root.default.capacity", "100");
    queues.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    write("capacity-scheduler.xml", queues);
    configuration.addResource(core);
    configuration.addResource(site);
    // From here: a resource manager that has ended is not waited for.
    configuration.set("yarn.resourcemanager.connect.max-wait.ms", "10000");
    configuration.set("yarn.resourcemanager.connect.retry-interval.ms", "1000");
  }

  private void write(String name, Configuration settings) throws IOException {
    Files.createDirectories(conf());
    try (OutputStream out = Files.newOutputStream(conf().resolve(name))) {
      settings.writeXml(out);
    }
  }

  /** A Spark with a client for YARN, as an installation: the build's own jars and a few more. */
  private void gatherSpark() throws IOException {
    Path jars = Files.createDirectories(sparkHome().resolve("jars"));
    for (Path source : List.of(Children.SPARK, CLIENT)) {
      try (Stream<Path> files = Files.list(source)) {
        for (Path jar : files.toList()) {
          Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
      }
    }
    Path submit = Files.createDirectories(sparkHome().resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        set -euo pipefail
        source '%s'
        spark_command "$SPARK_HOME" org.apache.spark.deploy.SparkSubmit "$@"
        exec "${command[@]}"
        """
            .formatted(Children.script("common.sh")));
    submit.toFile().setExecutable(true);
    try (FileSystem files = hdfs.files();
        Stream<Path> all = Files.list(jars)) {
      for (Path jar : all.toList()) {
        files.copyFromLocalFile(
            new org.apache.hadoop.fs.Path(jar.toUri()),
            new org.apache.hadoop.fs.Path(hdfs.uri("/spark/jars/" + jar.getFileName())));
      }
    }
  }

  private Process launch(String name, String server, String... arguments) throws IOException {
    List<String> options =
        new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    options.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC"));
    List<String> command =
        new ArrayList<>(
            Children.java(
                conf(),
                List.of(
                    Children.SERVICES.resolve("hdfs"),
                    Children.SERVICES.resolve("yarn-server"),
                    Children.SPARK),
                options,
                SERVER + server));
    command.addAll(List.of(arguments));
    return Children.start(log(name), Map.of("JAVA_HOME", System.getProperty("java.home")), command);
  }

  private Path log(String name) {
    return folder.resolveSibling("yarn-" + name + ".log");
  }

  private Path conf() {
    return folder.resolve("conf");
  }

  private Path sparkHome() {
    return folder.resolve("spark");
  }

  /** The environment in which a job is submitted. */
  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", sparkHome().toString(),
        "HADOOP_CONF_DIR", conf().toString(),
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** The application that was submitted last. */
  ApplicationReport newest() throws Exception {
    return client.getApplications().stream()
        .max(Comparator.comparing(ApplicationReport::getApplicationId))
        .orElseThrow();
  }

  /** What the driver of an attempt, counted from 1, has written to its log. */
  String driverLog(ApplicationReport application, int attempt) throws IOException {
    String container = "container_.*_%02d_000001".formatted(attempt);
    try (Stream<Path> files = Files.walk(folder, 5)) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .filter(file -> file.toString().contains(application.getApplicationId().toString()))
          .filter(file -> file.getParent().getFileName().toString().matches(container))
          .map(Children::text)
          .findFirst()
          .orElse("");
    }
  }

  /** The process of the newest application's driver. */
  ProcessHandle driver() {
    return processes.stream()
        .flatMap(process -> process.toHandle().descendants())
        .filter(process -> Children.arguments(process).contains("deploy.yarn.ApplicationMaster"))
        // Not the shell that has started it.
        .filter(process -> Children.arguments(process).startsWith(Children.JAVA))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    try {
      if (client.isInState(Service.STATE.STARTED)) {
        endApplications();
      }
      client.close();
    } finally {
      // A node manager that ends in order ends its containers.
      processes.forEach(Process::destroy);
      for (Process process : processes) {
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
      }
      processes.forEach(Process::destroyForcibly);
    }
  }

  private void endApplications() throws IOException {
    EnumSet<YarnApplicationState> unfinished =
        EnumSet.of(YarnApplicationState.ACCEPTED, YarnApplicationState.RUNNING);
    try {
      for (ApplicationReport application : client.getApplications(unfinished)) {
        client.killApplication(application.getApplicationId());
      }
    } catch (YarnException e) {
      throw new IOException(e);
    }
  }
}
