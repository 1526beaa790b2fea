package org.sparkddpm.jobs.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparkddpm.engine.natives.NativeDevice;

/** The GPU that Spark has assigned to a task. */
public final class TaskGpu {

  /** In place of a device's number where the task has no GPU. */
  public static final int NONE = -1;

  private static final String RESOURCE = "gpu";
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private TaskGpu() {}

  /**
   * Makes the calling task compute on its own GPU, where ND4J's backend is CUDA. Arrays belong to
   * the device they were made on: whatever keeps some for later tasks keeps them per device.
   *
   * @return the device's number among those that the process sees, or {@link #NONE}
   * @throws IllegalStateException if the task's address names no single device
   */
  public static int pin() {
    OptionalInt device = device(addresses(TaskContext.get()), System.getenv(VISIBLE));
    device.ifPresent(NativeDevice::pin);
    return device.orElse(NONE);
  }

  /** The addresses of the GPUs of a task; none outside of tasks. */
  public static List<String> addresses(TaskContext task) {
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /**
   * The number under which CUDA knows an address.
   *
   * @param addresses as the discovery script printed them: numbers of nvidia-smi, or UUIDs
   * @param visible the value of CUDA_VISIBLE_DEVICES, in whose order CUDA counts; null for none
   */
  static OptionalInt device(List<String> addresses, String visible) {
    if (addresses.isEmpty()) {
      return OptionalInt.empty();
    }
    if (addresses.size() > 1) {
      throw new IllegalStateException(
          "the task was given the GPUs %s and can use one; set spark.task.resource.gpu.amount to 1"
              .formatted(addresses));
    }
    String address = addresses.get(0);
    if (visible != null && !visible.isBlank()) {
      int position =
          Arrays.stream(visible.split(",", -1)).map(String::strip).toList().indexOf(address);
      if (position < 0) {
        throw new IllegalStateException(
            "the task was given GPU '%s', which is not in %s=%s; give the executors no %2$s, or one that names the addresses of the discovery script"
                .formatted(address, VISIBLE, visible));
      }
      return OptionalInt.of(position);
    }
    if (!address.matches("[0-9]{1,4}")) {
      throw new IllegalStateException(
          "the task was given GPU '%s', which is no device number; take scripts/getGpusResources.sh as discovery script"
              .formatted(address));
    }
    return OptionalInt.of(Integer.parseInt(address));
  }
}
