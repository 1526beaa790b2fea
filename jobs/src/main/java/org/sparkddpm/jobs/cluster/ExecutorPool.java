package org.sparkddpm.jobs.cluster;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Things of an executor that cost much to make, such as networks. They are kept for its lifetime
 * and lent to one task at a time, so there are never more of a kind than tasks at a time.
 *
 * @param <K> what tells one kind from another, by equals
 * @param <T> what is lent
 */
public final class ExecutorPool<K, T> {

  private final Map<K, Queue<T>> idle = new ConcurrentHashMap<>();

  /**
   * Lends to the calling task until its work is done. What a task that fails has borrowed is lent
   * no more: nobody knows in which state it was left.
   *
   * @param kind names the device too, where what is lent lies on one
   * @param make makes another one where all are lent
   * @param work is handed what is lent, in the state in which the last task left it
   * @return what the work gives
   */
  public <R> R lend(K kind, Supplier<T> make, Function<T, R> work) {
    Queue<T> home = idle.computeIfAbsent(kind, absent -> new ConcurrentLinkedQueue<>());
    T free = home.poll();
    T lent = free != null ? free : make.get();
    R result = work.apply(lent);
    home.add(lent);
    return result;
  }
}
