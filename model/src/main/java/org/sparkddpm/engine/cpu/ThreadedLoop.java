package org.sparkddpm.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.sparkddpm.engine.natives.ComputeThreads;

/**
 * Spreads a loop over the threads that its task may use, in consecutive parts of about the same
 * size, each with scratch memory of its own.
 *
 * @param <S> the scratch memory
 */
final class ThreadedLoop<S> {

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "threaded-loop");
            thread.setDaemon(true);
            return thread;
          });

  private final Supplier<S> supplier;
  private final List<S> scratch = new ArrayList<>();

  ThreadedLoop(Supplier<S> supplier) {
    this.supplier = supplier;
  }

  /** A part of a loop: from {@code from} to before {@code to}. */
  @FunctionalInterface
  interface Part<S> {
    void run(S scratch, int from, int to);
  }

  /**
   * Runs the whole loop and returns the scratch memory of its parts in their order; which part an
   * index falls into depends on the count and the number of threads alone.
   */
  List<S> run(int count, Part<S> part) {
    int parts = Math.max(1, Math.min(ComputeThreads.inUse(), count));
    while (scratch.size() < parts) {
      scratch.add(supplier.get());
    }
    List<Future<?>> others = new ArrayList<>(parts - 1);
    for (int index = 1; index < parts; index++) {
      S own = scratch.get(index);
      int from = bound(count, parts, index);
      int to = bound(count, parts, index + 1);
      others.add(
          THREADS.submit(
              () -> {
                ComputeThreads.useOnlyThis();
                part.run(own, from, to);
              }));
    }
    Throwable failure = null;
    try {
      part.run(scratch.get(0), 0, bound(count, parts, 1));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      Throwable theirs = await(other);
      failure = failure == null ? theirs : failure;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    return scratch.subList(0, parts);
  }

  private static int bound(int count, int parts, int index) {
    return (int) ((long) count * index / parts);
  }

  /**
   * Waits even if interrupted or if another part has failed, as the part writes into arrays that
   * are used again.
   *
   * @return what it failed with, or null
   */
  private static Throwable await(Future<?> other) {
    boolean interrupted = false;
    Throwable failure = null;
    for (boolean ended = false; !ended; ) {
      try {
        other.get();
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        failure = e.getCause();
        ended = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }
}
