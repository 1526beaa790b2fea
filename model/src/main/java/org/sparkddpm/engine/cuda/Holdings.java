package org.sparkddpm.engine.cuda;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.DeviceLostException;

/**
 * What an engine holds on its card for objects of the heap: each thing is freed when its object is
 * unreachable and an engine of the process needs memory, or with the engine.
 *
 * <p>No thread of its own frees: what was captured and what was freed stay in the order in which an
 * engine's thread asked for them.
 */
final class Holdings implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Holdings.class);

  /** How long the references of a collection may take to arrive, one after the other. */
  private static final long PATIENCE_MILLIS = 250;

  private static final ReferenceQueue<Object> UNREACHABLE = new ReferenceQueue<>();

  /**
   * References arrive only as long as something refers to them, also where an engine is forgotten.
   */
  private static final Set<Holdings> OPEN = ConcurrentHashMap.newKeySet();

  private final Context context;
  private final Set<Held> all = new HashSet<>();

  Holdings(Context context) {
    this.context = context;
    OPEN.add(this);
  }

  /** One thing on the card. */
  static final class Held extends PhantomReference<Object> {

    private final Holdings holdings;
    private final String call;
    private final IntSupplier release;

    private Held(Object object, Holdings holdings, String call, IntSupplier release) {
      super(object, UNREACHABLE);
      this.holdings = holdings;
      this.call = call;
      this.release = release;
    }

    /** Frees it, unless it is freed. */
    void free() {
      synchronized (holdings) {
        if (holdings.all.remove(this)) {
          holdings.context.enter();
          holdings.context.check(release.getAsInt(), call);
        }
      }
    }
  }

  /**
   * Holds a thing for an object.
   *
   * @param call the driver's function that frees it
   * @param release calls that function; must not refer to the object
   */
  synchronized Held hold(Object object, String call, IntSupplier release) {
    Held held = new Held(object, this, call, release);
    all.add(held);
    return held;
  }

  /** Frees what objects that are found unreachable held, of all engines of the process. */
  static void reclaim() {
    Reference<?> found = UNREACHABLE.poll();
    while (found != null) {
      ((Held) found).free();
      found = UNREACHABLE.poll();
    }
  }

  /**
   * Collects garbage and frees what it held, until there is enough room.
   *
   * @param enough whether there is, asked after each thing that was freed
   * @return whether there is
   */
  static boolean reclaimUntil(BooleanSupplier enough) {
    System.gc();
    try {
      Reference<?> found = UNREACHABLE.remove(PATIENCE_MILLIS);
      while (found != null) {
        ((Held) found).free();
        if (enough.getAsBoolean()) {
          return true;
        }
        found = UNREACHABLE.remove(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return enough.getAsBoolean();
  }

  /** Frees everything; what cannot be freed is logged. */
  @Override
  public synchronized void close() {
    List<Held> rest = new ArrayList<>(all);
    for (Held held : rest) {
      try {
        held.free();
      } catch (DriverError | DeviceLostException e) {
        // After a failed kernel every call fails so; the driver frees all with the process.
        log.warn("not freed: {}", e.getMessage());
      }
    }
    OPEN.remove(this);
  }
}
