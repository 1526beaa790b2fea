package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cluster.fixtures.EmulatedGpus;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.storage.Json;

/** Both jobs on two executors with a GPU each, emulated on the CPU; the driver has none. */
@Tag("cluster")
class EmulatedGpuTest {

  private static final long GB = 1L << 30;
  private static final int IMAGES = 160;

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static EmulatedGpus gpus;
  private static Jobs jobs;

  @BeforeAll
  static void start() throws Exception {
    gpus = EmulatedGpus.build(temp.resolve("emulated.log"));
    cluster =
        LocalCluster.start(temp.resolve("cluster"), "--workers", "2", "--gpus-per-worker", "1");
    jobs = new Jobs(cluster, temp);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void trainsAndSamplesAsTheCpuDoes() throws Exception {
    Jobs onGpus = jobs.with(gpus.options(2, 8 * GB));
    String byGpu = folder("gpu/checkpoints");
    String byCpu = folder("cpu/checkpoints");
    try (SubmittedJob job = onGpus.train(byGpu, IMAGES, "--precision", "fp32").succeed()) {
      assertThat(job.log())
          .contains("cuda on Emulated device, capability 9.0")
          .contains("engine cuda in fp32");
    }
    try (SubmittedJob job = jobs.train(byCpu, IMAGES, "--engine", "cpu").succeed()) {
      assertThat(job.log()).contains("engine cpu leaves the GPUs of the executors idle");
    }
    JsonNode gpu = result("gpu/checkpoints");
    JsonNode cpu = result("cpu/checkpoints");
    assertThat(gpu.at("/figures/engine").asText()).isEqualTo("cuda");
    assertThat(gpu.at("/figures/precision").asText()).isEqualTo("fp32");
    assertThat(cpu.at("/figures/engine").asText()).isEqualTo("cpu");
    double expected = cpu.at("/figures/validation_loss").asDouble();
    assertThat(expected).isPositive();
    assertThat(gpu.at("/figures/validation_loss").asDouble())
        .isCloseTo(expected, within(0.002 * expected));
    StoredCheckpoint checkpoint = Jobs.newest(new Configuration(), byGpu);
    assertThat(checkpoint.checkpoint().config().path("engine").asText()).isEqualTo("cuda");

    String samples = folder("gpu/samples");
    String[] few = {"--classes", "0,1", "--steps", "2", "--batch-size", "2"};
    try (SubmittedJob job = onGpus.generate(byGpu, samples, 2, few).succeed()) {
      assertThat(job.log()).contains("cuda on Emulated device");
    }
    assertThat(result("gpu/samples").at("/figures/engine").asText()).isEqualTo("cuda");
    assertThat(result("gpu/samples").at("/figures/made_now").asLong()).isEqualTo(4);
  }

  @Test
  void aBatchThatDoesNotFitIsRefusedWithOneThatDoes() throws Exception {
    Jobs small = jobs.with(gpus.options(2, GB));
    String[] large = {"--preflight", "--batch-size", "4096", "--warmup-images", "0"};
    try (SubmittedJob job = small.train(folder("large"), 100_000, large)) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains("--batch-size 4096 needs about ")
          .containsPattern("give --batch-size [1-9][0-9]* or less");
    }
  }

  @Test
  void withoutTheDriverItIsRefusedAtOnce() throws Exception {
    assumeTrue(
        Engines.provider("cuda").missing().isPresent(), "this machine has NVIDIA's driver itself");
    try (SubmittedJob job = jobs.train(folder("without"), IMAGES, "--preflight")) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains("engine cuda does not run: ")
          .contains("--engine cpu, and no GPUs asked of Spark");
    }
  }

  private static String folder(String name) {
    return temp.resolve(name).toUri().toString();
  }

  private static JsonNode result(String folder) throws Exception {
    return Json.parse(Files.readAllBytes(temp.resolve(folder).resolve("_result.json")));
  }
}
