package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.DeviceLostException;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.judge.JudgeConfig;

/** What becomes of an executor whose device is lost under a judge or under distances. */
class ExecutorJudgesTest {

  private static final JudgeConfig CONFIG = new JudgeConfig(8, 8, 1, 3, 8, 4);

  private final DeviceLostException lost =
      new DeviceLostException("cuStreamSynchronize gave error 700");

  private static ComputeSetup setup(boolean local) {
    return new ComputeSetup(new RunEngine("cpu", Precision.FP32, local, List.of()), 1);
  }

  private String judge(ComputeSetup setup) {
    return ExecutorJudges.judge(
        CONFIG,
        "some weights",
        new float[CONFIG.layout().length()],
        setup,
        judge -> {
          throw lost;
        });
  }

  private String distances(ComputeSetup setup) {
    return ExecutorJudges.distances(
        4,
        setup,
        distances -> {
          throw lost;
        });
  }

  @Test
  void itEnds() {
    assertThatThrownBy(() -> judge(setup(false)))
        .isInstanceOf(InternalError.class)
        .hasMessageContaining("this executor ends")
        .hasCause(lost);
    assertThatThrownBy(() -> distances(setup(false)))
        .isInstanceOf(InternalError.class)
        .hasCause(lost);
  }

  @Test
  void butNotTheDriver() {
    assertThatThrownBy(() -> judge(setup(true))).isSameAs(lost);
    assertThatThrownBy(() -> distances(setup(true))).isSameAs(lost);
  }
}
