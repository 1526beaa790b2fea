package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** From a task's GPU addresses to the number that CUDA knows the device by. */
class TaskGpuTest {

  @Test
  void aTaskWithoutAddressHasNoDevice() {
    assertThat(TaskGpu.device(List.of(), null)).isEmpty();
    assertThat(TaskGpu.device(List.of(), "0,1")).isEmpty();
    assertThat(TaskGpu.pin()).isEqualTo(TaskGpu.NONE);
  }

  @Test
  void theAddressIsTheDeviceWhereTheProcessSeesAll() {
    assertThat(TaskGpu.device(List.of("0"), null)).hasValue(0);
    assertThat(TaskGpu.device(List.of("3"), "")).hasValue(3);
  }

  @Test
  void amongVisibleDevicesItsPositionCounts() {
    assertThat(TaskGpu.device(List.of("3"), "2, 3")).hasValue(1);
    assertThat(TaskGpu.device(List.of("GPU-7b1f"), "GPU-11aa,GPU-7b1f")).hasValue(1);
  }

  @Test
  void whatNamesNoSingleDeviceIsRefusedWithARemedy() {
    assertThatThrownBy(() -> TaskGpu.device(List.of("0", "1"), null))
        .hasMessageContaining("[0, 1]")
        .hasMessageContaining("spark.task.resource.gpu.amount to 1");
    assertThatThrownBy(() -> TaskGpu.device(List.of("GPU-7b1f"), null))
        .hasMessageContaining("'GPU-7b1f'")
        .hasMessageContaining("getGpusResources.sh");
    assertThatThrownBy(() -> TaskGpu.device(List.of("0"), "2,3"))
        .hasMessageContaining("CUDA_VISIBLE_DEVICES=2,3")
        .hasMessageContaining("no CUDA_VISIBLE_DEVICES, or");
  }
}
