package org.sparkddpm.jobs.cluster;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
   * Something lent to one task until it gives it back. A task that fails does not: nobody knows in
   * which state it has left what it borrowed.
   */
  public static final class Loan<T> {
    private final Queue<T> home;
    private final T lent;

    private Loan(Queue<T> home, T lent) {
      this.home = home;
      this.lent = lent;
    }

    /** What is lent, in the state in which the last task left it. */
    public T get() {
      return lent;
    }

    /** Lets another task have it. */
    public void giveBack() {
      home.add(lent);
    }
  }

  /**
   * Lends to the calling task.
   *
   * @param kind names the device too, where what is lent lies on one
   * @param make makes another one where all are lent
   */
  public Loan<T> borrow(K kind, Supplier<T> make) {
    Queue<T> home = idle.computeIfAbsent(kind, absent -> new ConcurrentLinkedQueue<>());
    T free = home.poll();
    return new Loan<>(home, free != null ? free : make.get());
  }
}
