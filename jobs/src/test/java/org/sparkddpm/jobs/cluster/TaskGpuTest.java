package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.EngineDevice;

/** From a task's GPU addresses to the number that its process knows the device by. */
class TaskGpuTest {

  /** The faster card comes first, though it is plugged in behind the other. */
  private static final List<EngineDevice> TWO =
      List.of(device(0, "GPU-7b1f", "0000:65:00.0"), device(1, "GPU-11aa", "0000:17:00.0"));

  private static final List<EngineDevice> UNKNOWN = List.of();

  private static EngineDevice device(int number, String uuid, String bus) {
    return new EngineDevice(number, uuid, bus, "NVIDIA A10", "8.6", "driver", 1, null);
  }

  @Test
  void aTaskWithoutAddressHasNoDevice() {
    assertThat(TaskGpu.device(List.of(), UNKNOWN, null)).isEmpty();
    assertThat(TaskGpu.device(List.of(), TWO, "0,1")).isEmpty();
    assertThat(TaskGpu.addresses()).isEmpty();
  }

  @Test
  void theAddressIsTheDeviceWhereNobodyCanTell() {
    assertThat(TaskGpu.device(List.of("0"), UNKNOWN, null)).hasValue(0);
    assertThat(TaskGpu.device(List.of("3"), UNKNOWN, "")).hasValue(3);
  }

  @Test
  void aNumberCountsByThePlaceOnTheBusAsNvidiaSmiDoes() {
    assertThat(TaskGpu.device(List.of("0"), TWO, null)).hasValue(1);
    assertThat(TaskGpu.device(List.of("1"), TWO, "")).hasValue(0);
  }

  @Test
  void aUuidNamesItsDeviceWhateverIsVisible() {
    assertThat(TaskGpu.device(List.of("GPU-11aa"), TWO, null)).hasValue(1);
    assertThat(TaskGpu.device(List.of("GPU-7b1f"), TWO, "5,6")).hasValue(0);
    assertThat(TaskGpu.device(List.of("MIG-7b1f"), TWO, null)).hasValue(0);
  }

  @Test
  void amongVisibleDevicesItsPositionCounts() {
    assertThat(TaskGpu.device(List.of("3"), UNKNOWN, "2, 3")).hasValue(1);
    assertThat(TaskGpu.device(List.of("2"), TWO, "2,3")).hasValue(0);
    assertThat(TaskGpu.device(List.of("GPU-7b1f"), UNKNOWN, "GPU-11aa,GPU-7b1f")).hasValue(1);
  }

  @Test
  void aProcessThatSeesOneGpuAloneComputesOnIt() {
    List<EngineDevice> one = TWO.subList(0, 1);
    assertThat(TaskGpu.device(List.of("3"), one, null)).hasValue(0);
    assertThat(TaskGpu.device(List.of("0"), one, "3")).hasValue(0);
  }

  @Test
  void whatNamesNoSingleDeviceIsRefusedWithARemedy() {
    assertThatThrownBy(() -> TaskGpu.device(List.of("0", "1"), TWO, null))
        .hasMessageContaining("[0, 1]")
        .hasMessageContaining("spark.task.resource.gpu.amount to 1");
    assertThatThrownBy(() -> TaskGpu.device(List.of("GPU-0000"), TWO, null))
        .hasMessageContaining("'GPU-0000'")
        .hasMessageContaining("[GPU-7b1f, GPU-11aa]")
        .hasMessageContaining("getGpusResources.sh");
    assertThatThrownBy(() -> TaskGpu.device(List.of("0"), TWO, "2,3"))
        .hasMessageContaining("CUDA_VISIBLE_DEVICES=2,3")
        .hasMessageContaining("no CUDA_VISIBLE_DEVICES, or");
    assertThatThrownBy(() -> TaskGpu.device(List.of("2"), TWO, null))
        .hasMessageContaining("given GPU 2, but this process sees 2")
        .hasMessageContaining("UUIDs");
  }
}
