package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.FaultyS3;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** A training whose checkpoints lie on an S3 that fails. */
@Tag("cluster")
class S3FaultsTest {

  private static final int IMAGES = 640;
  private static final String[] CHECKPOINT_EACH_ROUND = {"--checkpoint-interval", "160"};

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static S3 s3;
  private static FaultyS3 faulty;
  private static Jobs jobs;

  @BeforeAll
  static void start() throws Exception {
    cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
    s3 = S3.start(temp.resolve("s3"));
    faulty = new FaultyS3(s3);
    jobs = new Jobs(cluster, temp, faulty);
  }

  @AfterEach
  void mend() throws Exception {
    faulty.mend();
  }

  @AfterAll
  static void stop() throws Exception {
    faulty.close();
    s3.close();
    cluster.close();
  }

  /** With fewer attempts of the connector than shipped, which would take half a minute each. */
  @Test
  void anOutageInMidRunIsWaitedFor() throws Exception {
    String checkpoints = s3.uri("/outage/checkpoints");
    try (SubmittedJob job =
        jobs.with("--conf", "spark.hadoop.fs.s3a.retry.limit=1")
            .train(checkpoints, IMAGES, CHECKPOINT_EACH_ROUND)) {
      job.awaitLog("checkpoint s3a:.*step-000000000160");
      faulty.refuseConnections();
      job.awaitLog("attempt 2 failed; training waits");
      faulty.mend();
      job.succeed();
      assertThat(job.log())
          .contains("Connection refused", "cannot write checkpoint " + checkpoints);
    }
    assertThat(Jobs.newest(s3.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
  }

  @Test
  @Tag("long")
  void anOutageThatStaysEndsTheJobAndTheSameCommandContinues() throws Exception {
    String checkpoints = s3.uri("/stays/checkpoints");
    Jobs impatient = jobs.with("--conf", "spark.hadoop.fs.s3a.retry.throttle.limit=2");
    try (SubmittedJob job =
        impatient.train(
            checkpoints, IMAGES, "--checkpoint-interval", "160", "--store-timeout", "5")) {
      job.awaitLog("checkpoint s3a:.*step-000000000160");
      faulty.slowDown(Integer.MAX_VALUE);
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains(
              "gave up after", "cannot write checkpoint " + checkpoints, "Service Unavailable");
    }
    faulty.mend();
    try (SubmittedJob job = impatient.train(checkpoints, IMAGES, CHECKPOINT_EACH_ROUND)) {
      job.succeed();
      assertThat(job.log()).contains("continuing from " + checkpoints);
    }
    assertThat(Jobs.newest(s3.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
  }

  /** As shipped: nobody waits for minutes to learn of a wrong endpoint. */
  @Test
  @Tag("long")
  void anEndpointThatIsNotThereIsAnErrorWithinTwoMinutes() throws Exception {
    faulty.refuseConnections();
    long began = System.nanoTime();
    try (SubmittedJob job = jobs.train(s3.uri("/away/checkpoints"), IMAGES)) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(2));
      assertThat(job.log())
          .contains(
              s3.uri("/away/checkpoints/_result.json"),
              "Connection refused",
              "give --result another");
    }
  }

  @Test
  void aBucketThatIsReadOnlyIsRefusedBeforeTheTraining() throws Exception {
    faulty.readOnly();
    try (SubmittedJob job = jobs.train(s3.uri("/read-only/checkpoints"), IMAGES)) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains(
              "preflight failed",
              "cannot write to the checkpoint location " + s3.uri("/read-only/checkpoints"),
              "AccessDenied",
              "Give the job write access")
          .doesNotContain("round 1/");
    }
  }

  @Test
  @Tag("long")
  void slowAnswersOnlyTakeTheirTime() throws Exception {
    faulty.delay(Duration.ofMillis(300));
    String checkpoints = s3.uri("/slow/checkpoints");
    try (SubmittedJob job = jobs.train(checkpoints, IMAGES)) {
      job.succeed();
    }
    assertThat(Jobs.newest(s3.configuration(), checkpoints).imagesSeen()).isEqualTo(IMAGES);
  }
}
