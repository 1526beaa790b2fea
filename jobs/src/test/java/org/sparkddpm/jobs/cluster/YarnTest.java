package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.cluster.fixtures.Yarn;

/** Both jobs on YARN in cluster mode, by conf/spark-defaults.yarn.conf in the sizes of a test. */
@Tag("cluster")
@Tag("long")
class YarnTest {

  private static final Path TEMPLATE = Children.ROOT.resolve("conf/spark-defaults.yarn.conf");

  /** What a site adapts. */
  private static final List<String> SIZES =
      List.of(
          "spark.executor.instances 2",
          "spark.executor.cores 1",
          "spark.task.cpus 1",
          "spark.executorEnv.OMP_NUM_THREADS 1",
          "spark.executor.memory 768m",
          "spark.executor.memoryOverhead 1792m",
          "spark.executor.extraJavaOptions " + natives("768m", "2460m"),
          "spark.driver.memory 1g",
          "spark.driver.memoryOverhead 2g",
          "spark.driver.extraJavaOptions " + natives("1g", "2972m"));

  @TempDir static Path temp;

  private static Hdfs hdfs;
  private static Yarn yarn;
  private static Jobs jobs;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(temp.resolve("hdfs"), 1);
    yarn = Yarn.start(temp.resolve("yarn"), hdfs, 2);
    Path properties = temp.resolve("spark-defaults.conf");
    List<String> lines = new ArrayList<>(Files.readAllLines(TEMPLATE));
    lines.addAll(SIZES);
    lines.add("spark.yarn.jars hdfs:///spark/jars/*");
    Files.write(properties, lines);
    List<String> options = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", "cluster"));
    options.addAll(List.of("--properties-file", properties.toString()));
    options.addAll(hdfs.options());
    options.addAll(List.of("--conf", "spark.yarn.appMasterEnv.SPARK_DDPM_LOG=debug"));
    jobs = new Jobs(temp, options, yarn.environment());
  }

  @AfterAll
  static void stop() throws Exception {
    if (yarn != null) {
      yarn.close();
    }
    hdfs.close();
  }

  private static String natives(String tensors, String process) {
    return "-Dorg.bytedeco.javacpp.maxbytes=%s -Dorg.bytedeco.javacpp.maxphysicalbytes=%s -Dorg.bytedeco.javacpp.cachedir=./natives"
        .formatted(tensors, process);
  }

  @Test
  void trainsAndGenerates() throws Exception {
    try (SubmittedJob train = jobs.train("hdfs:///ddpm/one", 640)) {
      train.succeed();
    }
    ApplicationReport training = yarn.newest();
    assertThat(training.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    assertThat(yarn.driverLog(training, 1))
        .contains("workers: 2 on 2 slots", "the container has 2,560 MB")
        .doesNotContain("submitted without some settings");
    assertThat(Jobs.newest(hdfs.configuration(), hdfs.uri("/ddpm/one")).imagesSeen())
        .isEqualTo(640);

    try (SubmittedJob generate =
        jobs.generate(
            "hdfs:///ddpm/one", "hdfs:///samples", 20, "--steps", "2", "--run-id", "one")) {
      generate.succeed();
    }
    assertThat(yarn.newest().getFinalApplicationStatus())
        .isEqualTo(FinalApplicationStatus.SUCCEEDED);
    assertThat(StoresTest.counts(hdfs.configuration(), hdfs.uri("/samples/run_id=one")))
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(20))
        .allSatisfy(row -> assertThat(row.getLong(2)).isEqualTo(20));
  }

  @Test
  void aJobThatFailsIsFailedOnYarnToo() throws Exception {
    try (SubmittedJob train =
        jobs.with("--conf", "spark.yarn.maxAppAttempts=1")
            .train("hdfs:///ddpm/failed", 640, "--data", "hdfs:///no/such/data")) {
      assertThat(train.exitStatus()).as(train.log()).isNotZero();
    }
    ApplicationReport failed = yarn.newest();
    assertThat(failed.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);
    assertThat(failed.getDiagnostics())
        .contains("preflight failed", "hdfs:/no/such/data does not exist");
  }

  @Test
  void aLostDriverIsStartedAgainAndContinues() throws Exception {
    try (SubmittedJob train = jobs.train("hdfs:///ddpm/lost", 1440)) {
      await("a checkpoint and a round more")
          .atMost(Duration.ofMinutes(5))
          .until(() -> firstDriverSays("round 5/"));
      yarn.driver().destroyForcibly();
      train.succeed();
    }
    ApplicationReport training = yarn.newest();
    assertThat(training.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    assertThat(yarn.driverLog(training, 2)).contains("continuing from hdfs://", "480 images seen");
    assertThat(Jobs.newest(hdfs.configuration(), hdfs.uri("/ddpm/lost")).imagesSeen())
        .isEqualTo(1440);
  }

  private static boolean firstDriverSays(String text) throws Exception {
    return yarn.driverLog(yarn.newest(), 1).contains(text);
  }
}
