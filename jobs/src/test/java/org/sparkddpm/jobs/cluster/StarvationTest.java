package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standalone master that has no workers. */
class StarvationTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private RpcEnv master;
  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    SparkConf conf = new SparkConf(false).set("spark.ui.enabled", "false");
    master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1();
    spark =
        new JavaSparkContext(
            conf.clone()
                .setMaster("spark://" + master.address().hostPort())
                .setAppName("starvation")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    spark.stop();
    master.shutdown();
    master.awaitTermination();
  }

  @Test
  void theJobFailsAndSaysWhatIsMissing() {
    assertThatThrownBy(() -> Starvation.guard(spark.sc(), TIMEOUT, this::count))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no executor has come within 2 s; ")
        .hasCauseInstanceOf(SparkException.class);
  }

  /** A report that starved costs the report alone. */
  @Test
  void whatTheJobSurvivedIsNotBlamedForLaterFailures() {
    assertThatThrownBy(
            () ->
                Starvation.guard(
                    spark.sc(),
                    TIMEOUT,
                    () -> {
                      assertThatThrownBy(this::count).isInstanceOf(SparkException.class);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  private long count() {
    return spark.parallelize(List.of(1, 2), 2).count();
  }
}
