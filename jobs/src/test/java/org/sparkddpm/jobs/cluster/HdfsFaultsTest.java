package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** A training whose checkpoints lie on an HDFS of two data nodes that fails. */
@Tag("cluster")
@Tag("long")
class HdfsFaultsTest {

  private static final int IMAGES = 640;
  private static final String FIRST_CHECKPOINT = "checkpoint hdfs:.*step-000000000160";

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Hdfs hdfs;
  private static FileSystem files;
  private static Jobs jobs;

  @BeforeAll
  static void start() throws Exception {
    cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
    hdfs = Hdfs.start(temp.resolve("hdfs"), 2);
    files = hdfs.files();
    jobs = new Jobs(cluster, temp, hdfs);
  }

  @AfterAll
  static void stop() throws Exception {
    files.close();
    hdfs.close();
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDataNodeIsLost(int replication) throws Exception {
    String checkpoints = hdfs.uri("/lost-" + replication + "/checkpoints");
    try (SubmittedJob job =
        train(jobs.with("--conf", "spark.hadoop.dfs.replication=" + replication), checkpoints)) {
      job.awaitLog(FIRST_CHECKPOINT);
      hdfs.killDataNode(0);
      job.succeed();
    }
    assertThat(Jobs.newest(hdfs.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
    hdfs.restartDataNode(0);
    await("all blocks are back")
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .untilAsserted(() -> assertThatAllAreWhole(checkpoints));
  }

  /** Bytes that were on one node only are gone with it; those of an older checkpoint are not. */
  @Test
  void whatWasLostWithADataNodeIsPassedOver() throws Exception {
    String location = hdfs.uri("/replicas");
    store(location, 2).write(1, empty(), OptionalDouble.empty());
    store(location, 1).write(2, empty(), OptionalDouble.empty());
    org.apache.hadoop.fs.Path newest = store(location, 2).newestIntact().orElseThrow().path();
    int node = hdfs.nodeOf(files, new org.apache.hadoop.fs.Path(newest, "config.json"));

    hdfs.killDataNode(node);
    assertThat(store(location, 2).newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);

    hdfs.restartDataNode(node);
    await("the blocks are back")
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> store(location, 2).newestIntact().orElseThrow().imagesSeen() == 2);
  }

  @Test
  void theNameNodeIsRestartedInMidTraining() throws Exception {
    String checkpoints = hdfs.uri("/restarted/checkpoints");
    try (SubmittedJob job = train(jobs, checkpoints)) {
      job.awaitLog(FIRST_CHECKPOINT);
      hdfs.killNameNode();
      job.awaitLog("attempt 1 failed; training waits");
      hdfs.restartNameNode();
      job.succeed();
      assertThat(job.log())
          .contains("Connection refused", "cannot write checkpoint " + checkpoints);
    }
    assertThat(Jobs.newest(hdfs.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
    assertThatAllAreWhole(checkpoints);
  }

  /** By its own defaults Hadoop would wait for an answer for ever. */
  @Test
  void aNameNodeThatStandsStillIsGivenUpAsOneThatIsAway() throws Exception {
    String checkpoints = hdfs.uri("/frozen/checkpoints");
    Jobs impatient = jobs.with("--conf", "spark.hadoop.ipc.client.rpc-timeout.ms=3000");
    try (SubmittedJob job = train(impatient, checkpoints, "--store-timeout", "20")) {
      job.awaitLog(FIRST_CHECKPOINT);
      try (StoppedProcess nameNode = StoppedProcess.forGood(hdfs.nameNode())) {
        assertThat(nameNode).isNotNull();
        assertThat(job.exitStatus()).isNotZero();
      }
      assertThat(job.log())
          .contains("attempt 1 failed; training waits", "gave up after", "-job.jar failed: ");
    }
    try (SubmittedJob job = train(jobs, checkpoints)) {
      job.succeed();
    }
    assertThat(Jobs.newest(hdfs.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
    assertThatAllAreWhole(checkpoints);
  }

  @Test
  void aFullDiskEndsTheJobAndTheSameCommandContinuesWhenThereIsSpace() throws Exception {
    String checkpoints = hdfs.uri("/full/checkpoints");
    try (SubmittedJob job = train(jobs, checkpoints, "--store-timeout", "5")) {
      job.awaitLog(FIRST_CHECKPOINT);
      hdfs.fill(files, checkpoints);
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains(
              "gave up after",
              "cannot write checkpoint " + checkpoints,
              "quota",
              "enough space there");
    }
    long seen = Jobs.newest(hdfs.configuration(), checkpoints).imagesSeen();
    assertThat(seen).isBetween(160L, IMAGES - 1L);
    assertThatAllAreWhole(checkpoints);
    try (SubmittedJob job = train(jobs, checkpoints)) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains("preflight failed", "cannot write to the checkpoint location " + checkpoints);
    }
    hdfs.clear(files, checkpoints);
    try (SubmittedJob job = train(jobs, checkpoints)) {
      job.succeed();
      assertThat(job.log()).contains("continuing from " + checkpoints, seen + " images seen");
    }
    assertThat(Jobs.newest(hdfs.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
  }

  /** With a checkpoint after each round. */
  private static SubmittedJob train(Jobs jobs, String checkpoints, String... more)
      throws IOException {
    String[] options = new String[more.length + 2];
    options[0] = "--checkpoint-interval";
    options[1] = "160";
    System.arraycopy(more, 0, options, 2, more.length);
    return jobs.train(checkpoints, IMAGES, options);
  }

  /** Each folder that would be taken for a checkpoint is one. */
  private static void assertThatAllAreWhole(String checkpoints) throws IOException {
    int whole = 0;
    for (FileStatus step : files.globStatus(new org.apache.hadoop.fs.Path(checkpoints, "step-*"))) {
      if (files.exists(new org.apache.hadoop.fs.Path(step.getPath(), "manifest.json"))) {
        StoredCheckpoint read =
            CheckpointStore.read(hdfs.configuration(), step.getPath().toString());
        assertThat(read.path()).isEqualTo(step.getPath());
        whole++;
      }
    }
    assertThat(whole).isPositive();
  }

  private static CheckpointStore store(String location, int replication) throws IOException {
    Configuration conf = hdfs.configuration();
    conf.setInt("dfs.replication", replication);
    // A file system that is kept has the replication of its first user.
    conf.setBoolean("fs.hdfs.impl.disable.cache", true);
    return new CheckpointStore(conf, location, 3);
  }

  private static Checkpoint empty() {
    return new Checkpoint(
        JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode(), Map.of());
  }
}
