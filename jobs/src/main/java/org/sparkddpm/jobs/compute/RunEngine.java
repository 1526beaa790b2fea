package org.sparkddpm.jobs.compute;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.DeviceLostException;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.natives.NativeDevice;
import org.sparkddpm.jobs.cluster.TaskGpu;

/**
 * What a run computes by, the same in all of its tasks: other engines and precisions give other
 * last bits.
 *
 * @param name of the engine
 * @param precision what it rounds factors to
 * @param local whether it computes in the driver's process
 * @param processGpus addresses of GPUs that belong to the process and not to its tasks
 */
public record RunEngine(String name, Precision precision, boolean local, List<String> processGpus)
    implements Serializable {

  static final String ND4J = "nd4j";

  private static final Logger log = LoggerFactory.getLogger(RunEngine.class);

  /** Engines may number the same GPUs differently. */
  private record Addressed(String engine, List<String> addresses) {}

  private static final Map<Addressed, Integer> DEVICES = new ConcurrentHashMap<>();

  /** Copies the addresses. */
  public RunEngine {
    processGpus = List.copyOf(processGpus);
  }

  /** The CPU, whatever Spark's settings say. */
  public static RunEngine cpu() {
    return new RunEngine("cpu", Precision.FP32, true, List.of());
  }

  /** The same engine in another precision. */
  RunEngine in(Precision other) {
    return new RunEngine(name, other, local, processGpus);
  }

  /** Whether it computes on devices. */
  public boolean needsDevice() {
    return provider().needsDevice();
  }

  /** Whoever makes it. */
  public EngineProvider provider() {
    return Engines.provider(name);
  }

  /**
   * The device of the calling task, or of this process outside of tasks; {@link
   * EngineSettings#HOST} for an engine of the host's memory. Where ND4J itself computes on a GPU,
   * the calling thread does so on this one from now on.
   *
   * @throws IllegalStateException if there is none, or the addresses name no single one
   */
  public int device() {
    if (!needsDevice() && !name.equals(ND4J)) {
      return EngineSettings.HOST;
    }
    List<String> given = TaskGpu.addresses();
    List<String> addresses = given.isEmpty() ? processGpus.stream().limit(1).toList() : given;
    if (addresses.isEmpty() && needsDevice() && !local) {
      throw new IllegalStateException(
          "engine %s needs a GPU, but Spark gave this task none; give %s, or --engine cpu"
              .formatted(name, GpuAmounts.REMEDY));
    }
    int number =
        addresses.isEmpty()
            ? first()
            : DEVICES.computeIfAbsent(new Addressed(name, addresses), key -> find(addresses));
    if (!needsDevice() && number != EngineSettings.HOST) {
      NativeDevice.pin(number);
    }
    return number;
  }

  /** Without an address: this machine's first, as a user of local mode expects. */
  private int first() {
    return needsDevice() ? 0 : EngineSettings.HOST;
  }

  private int find(List<String> addresses) {
    List<EngineDevice> devices = needsDevice() ? provider().devices() : List.of();
    OptionalInt number = TaskGpu.device(addresses, devices);
    log.info("GPU {} of Spark is device {} of this process", addresses.get(0), number.getAsInt());
    return number.getAsInt();
  }

  /**
   * Does a piece of work on the device of the calling task, or of this process outside of tasks.
   * Engines are made there alone, so no job forgets what a lost device asks for.
   *
   * @throws DeviceLostException if work in the driver's process has lost the device
   * @throws InternalError if a task of an executor has lost it: what Spark takes for fatal ends the
   *     executor, which would fail all further tasks, and another one begins anew
   */
  public <T> T onDevice(Function<TaskDevice, T> work) {
    try {
      return work.apply(new TaskDevice(this, device()));
    } catch (DeviceLostException e) {
      if (local) {
        throw e;
      }
      throw new InternalError(
          e.getMessage() + "; this executor ends, and Spark repeats its tasks in another", e);
    }
  }

  /** What results and checkpoints say of it. */
  public SortedMap<String, String> figures() {
    return new TreeMap<>(Map.of("engine", name, "precision", precision.toString()));
  }
}
