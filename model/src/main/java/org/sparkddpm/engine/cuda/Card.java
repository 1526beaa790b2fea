package org.sparkddpm.engine.cuda;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.Precision;

/**
 * A card as the driver describes it.
 *
 * @param number from 0, among those that the process sees
 * @param handle that the driver wants
 * @param name for example {@code NVIDIA H100 80GB HBM3}
 * @param capability of its processors
 * @param multiprocessors how many
 * @param sharedMemory bytes that a block can have of it at most
 * @param memory bytes
 */
record Card(
    int number,
    int handle,
    String name,
    Capability capability,
    int multiprocessors,
    int sharedMemory,
    long memory) {

  /** What newer cards have. */
  static final List<Precision> ALL_PRECISIONS =
      List.of(Precision.TF32, Precision.BF16, Precision.FP32);

  private static final int NAME_BYTES = 256;
  private static final int BUS_BYTES = 16;
  private static final int UUID_BYTES = 16;
  private static final int MULTIPROCESSORS = 16;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int SHARED_MEMORY_AFTER_OPTING_IN = 97;

  /**
   * All cards that the process sees, after the driver was initialised.
   *
   * @throws DriverError if the driver does not answer
   */
  static List<Card> all(Driver driver) {
    IntByReference count = new IntByReference();
    int result = driver.cuDeviceGetCount(count);
    if (result == DriverError.NO_DEVICE) {
      return List.of();
    }
    DriverError.check(driver, result, "cuDeviceGetCount");
    List<Card> cards = new ArrayList<>();
    for (int number = 0; number < count.getValue(); number++) {
      cards.add(of(driver, number));
    }
    return cards;
  }

  private static Card of(Driver driver, int number) {
    IntByReference handle = new IntByReference();
    DriverError.check(driver, driver.cuDeviceGet(handle, number), "cuDeviceGet of " + number);
    int device = handle.getValue();
    byte[] name = new byte[NAME_BYTES];
    DriverError.check(driver, driver.cuDeviceGetName(name, NAME_BYTES, device), "cuDeviceGetName");
    LongByReference memory = new LongByReference();
    DriverError.check(driver, driver.cuDeviceTotalMem_v2(memory, device), "cuDeviceTotalMem");
    return new Card(
        number,
        device,
        Native.toString(name, StandardCharsets.UTF_8.name()),
        new Capability(
            attribute(driver, CAPABILITY_MAJOR, device),
            attribute(driver, CAPABILITY_MINOR, device)),
        attribute(driver, MULTIPROCESSORS, device),
        attribute(driver, SHARED_MEMORY_AFTER_OPTING_IN, device),
        memory.getValue());
  }

  /** As others are told of it. */
  EngineDevice described(Driver driver, String driverVersion) {
    byte[] uuid = new byte[UUID_BYTES];
    DriverError.check(driver, driver.cuDeviceGetUuid_v2(uuid, handle), "cuDeviceGetUuid");
    byte[] bus = new byte[BUS_BYTES];
    DriverError.check(
        driver, driver.cuDeviceGetPCIBusId(bus, BUS_BYTES, handle), "cuDeviceGetPCIBusId");
    return new EngineDevice(
        number,
        "GPU-" + new UUID(half(uuid, 0), half(uuid, Long.BYTES)),
        Native.toString(bus, StandardCharsets.UTF_8.name()),
        name,
        capability.toString(),
        "driver for CUDA " + driverVersion,
        memory,
        missing().orElse(null));
  }

  private static long half(byte[] uuid, int offset) {
    return ByteBuffer.wrap(uuid, offset, Long.BYTES).getLong();
  }

  /** What products can be computed in, what is best first. */
  List<Precision> precisions() {
    return capability.compareTo(Capability.TENSOR_FLOATS) < 0
        ? List.of(Precision.FP32)
        : ALL_PRECISIONS;
  }

  private static int attribute(Driver driver, int attribute, int device) {
    IntByReference value = new IntByReference();
    DriverError.check(
        driver,
        driver.cuDeviceGetAttribute(value, attribute, device),
        "cuDeviceGetAttribute of " + attribute);
    return value.getValue();
  }

  /** Why the engine cannot run on it; empty where it can. */
  Optional<String> missing() {
    return capability.compareTo(Capability.LEAST) >= 0
        ? Optional.empty()
        : Optional.of(
            "%s has capability %s, and %s is the least that this engine can be compiled for; engine"
                    .formatted(name, capability, Capability.LEAST)
                + " nd4j of a build with -Pnd4j-cuda-11.6 computes on such cards");
  }
}
