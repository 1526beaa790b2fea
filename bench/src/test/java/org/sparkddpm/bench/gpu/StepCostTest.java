package org.sparkddpm.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.bench.Subject;

class StepCostTest {

  @ParameterizedTest
  @ValueSource(strings = {"train", "sample"})
  void growsWithTheBatchAsItsCallsDo(String step) {
    Subject five = Subject.of("tiny", 5);
    assertThat(StepCost.of(step, five).calls()).isEqualTo(StepCost.count(step, five, 5));
  }

  @Test
  void aStepBackCostsTwoForward() {
    double training = StepCost.of("train", Subject.of("tiny", 8)).operations();
    double twoBranches = StepCost.of("sample", Subject.of("tiny", 8)).operations();
    assertThat(training / twoBranches).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void eachCallTakesWhatTakesLonger() {
    StepCost cost = new StepCost(List.of(new StepCost.Call(1000, 10), new StepCost.Call(10, 1000)));
    assertThat(cost.nanos(new GpuMeasurement.Rates(10, 100))).isEqualTo(1000 / 10.0 + 1000 / 100.0);
  }
}
