package org.sparkddpm.engine.natives;

import org.nd4j.linalg.factory.Nd4j;

/** The GPU of a thread, where ND4J's backend is CUDA. */
public final class NativeDevice {

  static {
    NativeFolder.choose();
  }

  private NativeDevice() {}

  /**
   * Makes the calling thread compute on a device; does nothing where the backend is the CPU.
   *
   * @param number among the devices that the process sees
   */
  public static void pin(int number) {
    if (!Nd4j.getEnvironment().isCPU()) {
      Nd4j.getAffinityManager().unsafeSetDevice(number);
    }
  }
}
