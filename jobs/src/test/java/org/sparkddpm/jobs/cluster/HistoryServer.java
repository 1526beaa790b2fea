package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/** Spark's history server, as a process of its own. */
record HistoryServer(Process process, SparkPages pages) implements AutoCloseable {

  /** Shows the event logs of a folder; it takes seconds until it has read them. */
  static HistoryServer start(Path log, Path events) throws IOException {
    int port = Children.freePort();
    List<String> options =
        new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    options.add("-Xmx384m");
    options.add("-Dspark.history.ui.port=" + port);
    options.add("-Dspark.history.fs.logDirectory=" + events.toUri());
    Process process =
        Children.start(
            log,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            Children.java(
                List.of(Children.SPARK), options, "org.apache.spark.deploy.history.HistoryServer"));
    return new HistoryServer(process, new SparkPages(port));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
