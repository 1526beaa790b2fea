package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.Precision;

/** What counts of the answers of an executor's tasks. */
class ProbedExecutorTest {

  private static final Finding JAVA = Finding.ok("java", "Java 17");
  private static final long GB = 1L << 30;

  private final ProbedExecutor executor = new ProbedExecutor(1000);

  private void answers(List<ProbedGpu> gpus, Finding... findings) {
    executor.add(new ProcessProbe("executor 0", Arrays.asList(findings), gpus, 0, 2000));
  }

  private static List<ProbedGpu> gpu(String uuid) {
    EngineDevice device =
        new EngineDevice(0, uuid, "0000:17:00.0", "NVIDIA L4", "8.9", "driver", 24 * GB, null);
    return List.of(new ProbedGpu(device, 20 * GB, List.of(Precision.TF32)));
  }

  private static Finding engine(String found) {
    return Finding.ok("engine", found);
  }

  @Test
  void aGpuThatTheFirstTaskDidNotHaveCountsToo() {
    Finding broken = Finding.fail("engine", "cuda does not run on L4: too old", "another");
    answers(gpu("GPU-a"), JAVA, engine("cuda on L4, 20,000 MB free"));
    answers(gpu("GPU-b"), JAVA, engine("cuda on L4, 19,000 MB free"));
    answers(List.of(), JAVA, broken);
    assertThat(executor.findings())
        .containsExactly(
            JAVA,
            engine("cuda on L4, 20,000 MB free"),
            engine("cuda on L4, 19,000 MB free"),
            broken);
  }

  @Test
  void gpusOfNd4jCountEach() {
    answers(List.of(), JAVA, Finding.ok("gpu", "A100"), engine("nd4j"));
    answers(List.of(), JAVA, Finding.ok("gpu", "L4"), engine("nd4j"));
    assertThat(executor.findings())
        .containsExactly(JAVA, Finding.ok("gpu", "A100"), engine("nd4j"), Finding.ok("gpu", "L4"));
  }

  @Test
  void anotherLookAtTheSameAddsNothing() {
    answers(gpu("GPU-a"), Finding.ok("disk", "room"), engine("cuda on L4, 20,000 MB free"));
    answers(gpu("GPU-a"), Finding.ok("disk", "unpacked"), engine("cuda on L4, 19,000 MB free"));
    assertThat(executor.findings())
        .containsExactly(Finding.ok("disk", "room"), engine("cuda on L4, 20,000 MB free"));
    assertThat(executor.clock()).isEqualTo(1000);
  }

  @Test
  void whatIsNotOkCountsWhoeverFoundIt() {
    Finding full = Finding.fail("disk", "3 MB free", "free some");
    answers(List.of(), Finding.ok("disk", "room"), engine("cpu"));
    answers(List.of(), full, engine("cpu"));
    answers(List.of(), full, engine("cpu"));
    assertThat(executor.findings())
        .containsExactly(Finding.ok("disk", "room"), engine("cpu"), full);
  }
}
