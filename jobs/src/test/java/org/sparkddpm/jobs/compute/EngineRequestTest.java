package org.sparkddpm.jobs.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.engine.Precision;

/** From options and Spark's settings to the engine of all tasks. */
class EngineRequestTest {

  private static final EngineRequest AUTO = new EngineRequest(Optional.empty(), Optional.empty());

  private static SparkConf conf(String master) {
    return new SparkConf(false).set("spark.master", master);
  }

  @Test
  void withoutGpusItIsTheCpu() {
    for (String master : List.of("local[2]", "spark://host:7077", "yarn", "k8s://host")) {
      RunEngine engine = AUTO.forTasks(conf(master));
      assertThat(engine.name()).isEqualTo("cpu");
      assertThat(engine.precision()).isEqualTo(Precision.FP32);
      assertThat(engine.needsDevice()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spark://host:7077, task, cuda",
    "yarn, task, cuda",
    "yarn, driver, cpu",
    "yarn, executor, cpu",
    "local[2], driver, cuda",
    "local[2], executor, cpu"
  })
  void whereEachTaskHasAGpuItIsCuda(String master, String whose, String engine) {
    SparkConf conf = conf(master).set("spark." + whose + ".resource.gpu.amount", "1");
    assertThat(AUTO.forTasks(conf).name()).isEqualTo(engine);
  }

  @Test
  void whatIsAskedForIsTaken() {
    SparkConf gpus = conf("yarn").set("spark.task.resource.gpu.amount", "1");
    assertThat(asked("nd4j", null).forTasks(gpus).name()).isEqualTo("nd4j");
    assertThat(asked("cpu", null).forTasks(gpus).name()).isEqualTo("cpu");
    assertThat(asked("cuda", Precision.BF16).forTasks(conf("local")))
        .isEqualTo(new RunEngine("cuda", Precision.BF16, true, List.of()));
  }

  @Test
  void aPrecisionThatTheEngineHasNotIsRefused() {
    assertThatThrownBy(() -> asked("cpu", Precision.BF16).forTasks(conf("yarn")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--precision bf16: engine cpu computes in fp32 only")
        .hasMessageContaining("spark.task.resource.gpu.amount=1");
    EngineRequest auto = new EngineRequest(Optional.empty(), Optional.of(Precision.TF32));
    assertThatThrownBy(() -> auto.forTasks(conf("local[2]")))
        .hasMessageContaining("--precision tf32: engine cpu");
    assertThat(asked("cpu", Precision.FP32).forTasks(conf("yarn")).precision())
        .isEqualTo(Precision.FP32);
  }

  @Test
  void whatTheDriverComputesByIsInItsOwnProcess() {
    RunEngine gpu = AUTO.forDriver(conf("yarn"), List.of("0"));
    assertThat(gpu.name()).isEqualTo("cuda");
    assertThat(gpu.local()).isTrue();
    assertThat(AUTO.forDriver(conf("yarn"), List.of())).isEqualTo(RunEngine.cpu());
    assertThat(AUTO.forTasks(conf("yarn")).local()).isFalse();
  }

  @Test
  void ofSeveralKindsOfGpusAllComputeInWhatAllHave() {
    RunEngine cuda = new RunEngine("cuda", Precision.TF32, false, List.of());
    List<Precision> newer = List.of(Precision.TF32, Precision.BF16, Precision.FP32);
    List<Precision> older = List.of(Precision.FP32);
    assertThat(AUTO.settle(cuda, List.of(newer, newer)).precision()).isEqualTo(Precision.TF32);
    assertThat(AUTO.settle(cuda, List.of(newer, older)).precision()).isEqualTo(Precision.FP32);
    assertThat(AUTO.settle(cuda, List.of())).isEqualTo(cuda);
    EngineRequest asked = asked("cuda", Precision.TF32);
    assertThat(asked.settle(cuda, List.of(newer, newer)).precision()).isEqualTo(Precision.TF32);
    assertThatThrownBy(() -> asked.settle(cuda, List.of(newer, older)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "--precision tf32 is not what all GPUs of the run have, which is fp32");
  }

  private static EngineRequest asked(String engine, Precision precision) {
    return new EngineRequest(Optional.of(engine), Optional.ofNullable(precision));
  }
}
