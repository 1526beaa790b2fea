package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.HistoryServer;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SparkPages;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** Where the jobs stand, on the pages of a running driver and on the history server's. */
@Tag("cluster")
@Tag("long")
class OperatorsViewTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String TRAIN = "spark-ddpm train";
  private static final String GENERATE = "spark-ddpm generate";

  @TempDir Path temp;

  @Test
  void theDriverTellsWhileItRunsAndTheEventLogAfterwards() throws Exception {
    Path events = Files.createDirectories(temp.resolve("events"));
    SparkPages driver = new SparkPages(Children.freePort());
    String checkpoints = temp.resolve("checkpoints").toString();
    try (LocalCluster cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2")) {
      Jobs jobs =
          new Jobs(cluster, temp)
              .with("--conf", "spark.ui.port=" + driver.port())
              .with("--conf", "spark.eventLog.enabled=true")
              .with("--conf", "spark.eventLog.dir=" + events.toUri());
      try (SubmittedJob train = jobs.train(checkpoints, 1280, "--trial-samples", "1")) {
        train.awaitLog("round 2/8");
        await("the driver's page").atMost(LIMIT).untilAsserted(() -> look(driver));
        train.succeed();
      }
      try (SubmittedJob generate =
          jobs.generate(checkpoints, temp.resolve("samples").toString(), 2, "--steps", "2")) {
        generate.succeed();
      }
    }
    try (HistoryServer history = HistoryServer.start(temp.resolve("history.log"), events)) {
      await("the history server")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> history.pages().applications().keySet().size() == 2);
      Map<String, String> applications = history.pages().applications();
      assertThat(history.pages().descriptions(applications.get(TRAIN)))
          .contains(
              "preflight",
              "round 1/8: train",
              "round 3/8: validate",
              "round 8/8: train",
              "trial samples for the report");
      assertThat(history.pages().accumulators(applications.get(TRAIN)).get("images trained"))
          .hasSize(8)
          .containsOnly("160");
      assertThat(history.pages().accumulators(applications.get(TRAIN)).get("loss"))
          .hasSize(8)
          .allSatisfy(loss -> assertThat(Double.parseDouble(loss)).isBetween(0.0, 10.0));
      assertThat(history.pages().descriptions(applications.get(GENERATE)))
          .contains("preflight", "generate 20 samples", "check 20 samples", "report");
      assertThat(history.pages().accumulators(applications.get(GENERATE)))
          .hasEntrySatisfying("samples made", made -> assertThat(made).containsExactly("20"));
    }
  }

  private static void look(SparkPages driver) throws Exception {
    String application = driver.applications().get(TRAIN);
    assertThat(driver.descriptions(application)).contains("round 1/8: train", "round 2/8: train");
    assertThat(driver.accumulators(application)).containsKeys("images trained", "loss");
    assertThat(driver.read("/metrics/prometheus/").lines())
        .anyMatch(line -> line.matches("metrics_ddpm_driver_ddpm_round_Value.* [2-8]"))
        .anyMatch(line -> line.matches("metrics_ddpm_driver_ddpm_images_seen_Value.* [0-9]+"))
        .anyMatch(line -> line.matches("metrics_ddpm_driver_ddpm_loss_Value.* [0-9.]+"));
  }
}
