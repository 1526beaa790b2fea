package org.sparkddpm.engine.cuda;

import java.util.Set;
import org.sparkddpm.engine.Buffer;

/** Kernels as one graph, with the memory that they use. */
final class Recording implements Runnable {

  private final Device device;
  private final long executable;

  // What the kernels use must not be freed before they are.
  @SuppressWarnings("UnusedVariable")
  private final Set<Buffer> buffers;

  /** Takes over an executable graph. */
  Recording(Device device, Holdings holdings, Driver driver, long executable, Set<Buffer> buffers) {
    this.device = device;
    this.executable = executable;
    this.buffers = buffers;
    holdings.hold(this, "cuGraphExecDestroy", () -> driver.cuGraphExecDestroy(executable));
  }

  @Override
  public void run() {
    device.replay(executable);
  }
}
