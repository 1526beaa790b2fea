package org.sparkddpm.jobs.cluster;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparkddpm.engine.EngineDevice;

/** The GPU that Spark has assigned to a task or to the driver. */
public final class TaskGpu {

  private static final String RESOURCE = "gpu";
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private TaskGpu() {}

  /** The addresses of the GPUs of the calling task; none outside of tasks. */
  public static List<String> addresses() {
    TaskContext task = TaskContext.get();
    return task == null ? List.of() : addresses(task.resourcesJMap().get(RESOURCE));
  }

  /** The addresses of the GPUs of the driver, by {@code spark.driver.resource.gpu}. */
  public static List<String> ofDriver(SparkContext spark) {
    return addresses(JavaSparkContext.fromSparkContext(spark).resources().get(RESOURCE));
  }

  private static List<String> addresses(ResourceInformation gpus) {
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  /**
   * The number under which this process knows the GPU of an address.
   *
   * @param addresses as the discovery script printed them: numbers of nvidia-smi, or UUIDs
   * @param devices of this process; empty where nobody can tell
   * @return empty for no address
   * @throws IllegalStateException if the addresses name no single device; says what to set
   */
  public static OptionalInt device(List<String> addresses, List<EngineDevice> devices) {
    return device(addresses, devices, System.getenv(VISIBLE));
  }

  /**
   * The same.
   *
   * @param visible the value of CUDA_VISIBLE_DEVICES, in whose order CUDA counts; null for none
   */
  static OptionalInt device(List<String> addresses, List<EngineDevice> devices, String visible) {
    if (addresses.isEmpty()) {
      return OptionalInt.empty();
    }
    if (addresses.size() > 1) {
      throw new IllegalStateException(
          "the task was given the GPUs %s and can use one; set spark.task.resource.gpu.amount to 1"
              .formatted(addresses));
    }
    String address = addresses.get(0);
    OptionalInt named =
        devices.stream()
            .filter(device -> bare(device.uuid()).equals(bare(address)))
            .mapToInt(EngineDevice::number)
            .findFirst();
    if (named.isPresent()) {
      return named;
    }
    return OptionalInt.of(
        visible == null || visible.isBlank()
            ? byNumber(address, devices)
            : amongVisible(address, devices, visible));
  }

  /** A UUID without what says that it is of a GPU, or of a part of one. */
  private static String bare(String uuid) {
    return uuid.replaceFirst("^(GPU|MIG)-", "");
  }

  private static int amongVisible(String address, List<EngineDevice> devices, String visible) {
    int position =
        Arrays.stream(visible.split(",", -1)).map(String::strip).toList().indexOf(address);
    if (position >= 0) {
      return position;
    }
    // A resource manager that shows a process its own GPU alone may number it anew.
    if (devices.size() == 1) {
      return devices.get(0).number();
    }
    throw new IllegalStateException(
        "the task was given GPU '%s', which is not in %s=%s; give the executors no %2$s, or one that names the addresses of the discovery script"
            .formatted(address, VISIBLE, visible));
  }

  /** nvidia-smi counts by the place on the bus; CUDA may count in another order. */
  private static int byNumber(String address, List<EngineDevice> devices) {
    if (!address.matches("[0-9]{1,4}")) {
      throw new IllegalStateException(
          "the task was given GPU '%s', which is neither a number nor the UUID of a GPU here %s; take scripts/getGpusResources.sh as discovery script"
              .formatted(address, devices.stream().map(EngineDevice::uuid).toList()));
    }
    int number = Integer.parseInt(address);
    if (devices.isEmpty()) {
      return number;
    }
    if (devices.size() == 1) {
      return devices.get(0).number();
    }
    if (number >= devices.size()) {
      throw new IllegalStateException(
          "the task was given GPU %d, but this process sees %d; give the executors all GPUs of the discovery script, or let it print UUIDs"
              .formatted(number, devices.size()));
    }
    return devices.stream()
        .sorted(Comparator.comparing(EngineDevice::bus))
        .toList()
        .get(number)
        .number();
  }
}
