package org.sparkddpm.jobs.compute;

import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.sparkddpm.engine.OutOfDeviceMemoryException;

/**
 * The memory that work takes on a device or in the host's, by its batch size.
 *
 * @param batchSize that was asked for, at least 1
 * @param fixed whether work that was begun goes on with this batch size alone, as another one gives
 *     other results
 * @param overhead what an engine takes besides, in bytes
 * @param bytes of all tensors with a batch size; grows with it
 */
public record BatchMemory(int batchSize, boolean fixed, long overhead, IntToLongFunction bytes) {

  /**
   * What an engine takes on a device: code, context, scratch memory of kernels, and what
   * allocations are rounded to. An estimate from above for engine cuda.
   */
  private static final long OVERHEAD = 512L << 20;

  private static final long MB = 1L << 20;

  /** Of work on a device. */
  public static BatchMemory onDevice(int batchSize, boolean fixed, IntToLongFunction bytes) {
    return new BatchMemory(batchSize, fixed, OVERHEAD, bytes);
  }

  /**
   * The same work in the host's memory.
   *
   * @param scratch what it takes there besides its tensors, in bytes
   */
  public BatchMemory onHost(long scratch) {
    return new BatchMemory(batchSize, fixed, scratch, bytes);
  }

  /** Bytes with the batch size that was asked for. */
  public long needed() {
    return needed(batchSize);
  }

  private long needed(int batch) {
    return bytes.applyAsLong(batch) + overhead;
  }

  /** Whether it fits. */
  public boolean fits(long free) {
    return needed() <= free;
  }

  /** How many tasks with the batch size that was asked for fit side by side; 0 if not even one. */
  public int tasks(long free) {
    return (int) Math.min(Integer.MAX_VALUE, free / needed());
  }

  /** The greatest batch size up to the one that was asked for that fits; 0 if none does. */
  public int greatest(long free) {
    int fits = 0;
    int fails = batchSize + 1;
    while (fails - fits > 1) {
      int middle = fits + (fails - fits) / 2;
      if (needed(middle) <= free) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }

  /**
   * Does the work of a task.
   *
   * @throws IllegalStateException if the device has not the memory; says what to do
   */
  public <T> T guard(Supplier<T> work) {
    try {
      return work.get();
    } catch (OutOfDeviceMemoryException e) {
      throw new IllegalStateException(
          "%s, and a GPU has not as much free: %s (%s)"
              .formatted(need(), relief(e.total()), e.found()),
          e);
    }
  }

  /** What helps work that has begun. */
  private String relief(long total) {
    // What others hold of the device is not known; half the batch is a step towards it.
    int smaller = Math.min(Math.max(1, greatest(total)), batchSize / 2);
    if (smaller > 0 && !fixed) {
      return give(smaller);
    }
    String room =
        "end what else uses the GPU, or let fewer tasks share it, and run the same command again";
    return smaller == 0 ? room : room + "; " + upTo(smaller) + " needs less, but is another run";
  }

  /** What is needed, in words. */
  public String need() {
    return String.format(
        Locale.ROOT, "--batch-size %d needs about %,d MB", batchSize, needed() / MB);
  }

  /** That it is not there, in words. */
  public String lack(long free) {
    return need() + String.format(Locale.ROOT, ", but a task has %,d MB", free / MB);
  }

  /** What to give instead. */
  public String remedy(long free) {
    int fitting = greatest(free);
    return fitting == 0
        ? "no batch size fits: take smaller images or a smaller model, or give a task more memory"
        : give(fitting) + (fixed ? ", which is another run than one that was begun" : "");
  }

  private static String give(int greatest) {
    return "give " + upTo(greatest);
  }

  private static String upTo(int greatest) {
    return String.format(
        Locale.ROOT, greatest == 1 ? "--batch-size %d" : "--batch-size %d or less", greatest);
  }
}
