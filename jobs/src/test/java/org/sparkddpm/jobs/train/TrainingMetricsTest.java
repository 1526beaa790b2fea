package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** The gauges as Prometheus reads them from the driver's page, by conf/metrics.properties. */
class TrainingMetricsTest {

  @Test
  void prometheusReadsWhereTheTrainingStands() throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .setAppName("metrics")
            .setMaster("local[1]")
            .set("spark.ui.port", "0")
            .set("spark.metrics.namespace", "test")
            .set("spark.metrics.conf", "../conf/metrics.properties");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      String page = spark.sc().uiWebUrl().get() + "/metrics/prometheus/";
      try (TrainingMetrics metrics = new TrainingMetrics()) {
        metrics.show(12, 3840, 0.125, 612.5);
        assertThat(read(page).lines())
            .anyMatch(line -> line.matches("metrics_test_driver_ddpm_round_Value.* 12"))
            .anyMatch(line -> line.matches("metrics_test_driver_ddpm_images_seen_Value.* 3840"))
            .anyMatch(line -> line.matches("metrics_test_driver_ddpm_loss_Value.* 0.125"))
            .anyMatch(
                line -> line.matches("metrics_test_driver_ddpm_images_per_second_Value.* 612.5"));
      }
      assertThat(read(page)).contains("metrics_test_driver_").doesNotContain("ddpm");
    }
  }

  private static String read(String page) throws IOException {
    try (InputStream answer = URI.create(page).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
