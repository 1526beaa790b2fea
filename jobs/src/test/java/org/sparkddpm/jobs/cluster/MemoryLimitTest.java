package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.ControlGroup;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.storage.Json;

/**
 * The jobs with the shipped figures for containers, each process under the limit that its container
 * would have: heap + memoryOverhead.
 */
@Tag("cluster")
@Tag("long")
class MemoryLimitTest {

  private static final Path CONF = Children.ROOT.resolve("conf/spark-defaults.kubernetes.conf");
  private static final long MB = 1 << 20;

  /** Of 100,000 samples on a machine that has other work. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"tiny, 160", "small, 320", "article, 128"})
  void trainsAndGeneratesWithoutBeingKilled(String preset, int images) throws Exception {
    try (Limited limited = limited()) {
      run(limited, preset, "train-job", training(preset, images, "strokes"));
      run(
          limited,
          preset,
          "generate-job",
          "--checkpoint %s --per-class 64 --steps 2 --format parquet,idx,png --output %s"
              .formatted(checkpoints(), temp.resolve("samples")));
    }
  }

  /** As many are compared as ever are. */
  @Test
  void judges100000SamplesWithoutBeingKilled() throws Exception {
    try (Limited limited = limited();
        FileSystem files = FileSystem.newInstance(new Configuration())) {
      String digits = temp.resolve("digits").toUri().toString();
      Jobs.writeData(files, digits, 110_000);
      run(limited, "tiny", "train-job", training("tiny", 160, digits));
      run(
          limited,
          "tiny",
          "generate-job",
          "--checkpoint %s --per-class 10000 --steps 1 --guidance 1 --output %s"
              .formatted(checkpoints(), temp.resolve("samples")));
      run(
          limited,
          "tiny",
          "evaluate-job",
          "--train-judge --judge %s --judge-images 20000 --min-judge-accuracy 0.1 --data %s --samples %s --output %s"
              .formatted(
                  temp.resolve("judge"),
                  digits,
                  temp.resolve("samples"),
                  temp.resolve("evaluation")));
    }
    JsonNode figures = Json.parse(Files.readAllBytes(temp.resolve("evaluation/evaluation.json")));
    assertThat(figures.at("/agreement/samples/of").asInt()).isEqualTo(100_000);
    assertThat(figures.at("/compared/images").asInt()).isGreaterThan(9_500);
  }

  private String checkpoints() {
    return temp.resolve("run/checkpoints").toUri().toString();
  }

  private String training(String preset, int images, String data) {
    return String.format(
        Locale.ROOT,
        "--preset %s --images %d --averaging-interval 1 --warmup-images 0 --data %s --checkpoints %s",
        preset,
        images,
        data,
        checkpoints());
  }

  /** A cluster, and what its containers may have. */
  private record Limited(LocalCluster cluster, ControlGroup driver, ControlGroup executor)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      try {
        cluster.close();
      } finally {
        driver.close();
        executor.close();
      }
    }
  }

  private Limited limited() throws IOException {
    assumeTrue(ControlGroup.available(), "no writable control groups of version 1 for memory");
    return new Limited(
        LocalCluster.start(
            temp.resolve("cluster"),
            "--workers",
            "1",
            "--cores-per-worker",
            shipped("spark.executor.cores"),
            "--memory-per-worker",
            "5g"),
        ControlGroup.create("driver", container("driver")),
        ControlGroup.create("executor", container("executor")));
  }

  private void run(Limited limited, String preset, String job, String options) throws Exception {
    ControlGroup driver = limited.driver();
    ControlGroup executor = limited.executor();
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", driver.enter() + "; exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            Children.script("spark-submit"),
            "--master",
            limited.cluster().url(),
            "--properties-file",
            CONF.toString(),
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.executorEnv.JAVA_HOME=" + executor.javaHome(temp.resolve("java")),
            job));
    command.addAll(List.of(options.split(" ", -1)));
    try (Peak ofDriver = new Peak(driver);
        Peak ofExecutor = new Peak(executor);
        SubmittedJob running = SubmittedJob.of(temp.resolve(job + ".log"), Map.of(), command)) {
      running.succeed(LIMIT);
      report(preset, job, "driver", ofDriver);
      report(preset, job, "executor", ofExecutor);
      running.log().lines().filter(line -> line.contains("round 2/")).forEach(System.out::println);
      assertThat(running.log()).doesNotContain("Lost executor");
    }
    assertThat(driver.kills()).isZero();
    assertThat(executor.kills()).isZero();
  }

  private static void report(String preset, String job, String process, Peak peak)
      throws IOException {
    System.out.printf(
        "memory of %s, %s, %s: %,d MB of %,d MB%n",
        preset, job, process, peak.bytes() / MB, container(process) / MB);
  }

  /** The most that a group's processes had, seen ten times a second. */
  private static final class Peak implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong most = new AtomicLong();

    Peak(ControlGroup group) {
      var unused =
          clock.scheduleAtFixedRate(
              () -> most.accumulateAndGet(group.resident(), Math::max),
              0,
              100,
              TimeUnit.MILLISECONDS);
    }

    long bytes() {
      return most.get();
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }

  private static long container(String process) throws IOException {
    return JavaUtils.byteStringAsBytes(shipped("spark." + process + ".memory"))
        + JavaUtils.byteStringAsBytes(shipped("spark." + process + ".memoryOverhead"));
  }

  private static String shipped(String key) throws IOException {
    Properties conf = new Properties();
    try (var reader = Files.newBufferedReader(CONF)) {
      conf.load(reader);
    }
    return conf.getProperty(key);
  }
}
