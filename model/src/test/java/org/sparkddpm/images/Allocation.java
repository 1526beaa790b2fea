package org.sparkddpm.images;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the code of a test asks for. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that this thread has allocated since it started. */
  public static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
