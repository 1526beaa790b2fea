package org.sparkddpm.engine.natives;

import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many native threads the calling thread's kernels use. */
public final class ComputeThreads {

  static {
    NativeFolder.choose();
  }

  private ComputeThreads() {}

  /**
   * Limits the native threads of this thread's operations: the share of the machine that a task was
   * given.
   *
   * @param threads at least 1
   */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("native threads must be at least 1, but are " + threads);
    }
    // Loads the backend, without which there is nothing to set.
    Environment environment = Nd4j.getEnvironment();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    environment.setMaxThreads(threads);
    environment.setMaxMasterThreads(threads);
  }

  /** What {@link #use} said on this thread; before it, what the environment says. */
  public static int inUse() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
  }

  /** Keeps the calling thread's native operations on it. */
  public static void useOnlyThis() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }
}
