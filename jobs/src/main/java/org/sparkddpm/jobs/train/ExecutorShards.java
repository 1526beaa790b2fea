package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The shards that an executor has. One that its tasks no longer ask for, since Spark runs them on
 * another executor, is forgotten after some rounds, and its disk space with it; it is made again
 * where they come back.
 */
final class ExecutorShards {

  /** Rounds without a task after which a shard is forgotten. */
  private static final int IDLE_ROUNDS = 10;

  private static final ConcurrentMap<String, ShardSet> SETS = new ConcurrentHashMap<>();

  /**
   * Names a shard.
   *
   * @param set unique among all sets of all applications
   * @param index of the shard in it
   */
  record Key(String set, int index) {}

  /** Makes a shard. */
  @FunctionalInterface
  interface Source {
    Shard make() throws IOException;
  }

  private static final class Holder {
    private Shard shard;
    private long lastUse;

    /** Others wait for the one that makes it; what fails is tried anew. */
    synchronized Shard get(Source source) throws IOException {
      if (shard == null) {
        shard = source.make();
      }
      return shard;
    }
  }

  private static final class ShardSet {
    private final Map<Integer, Holder> shards = new HashMap<>();
    private long uses;

    /** Each shard that is here is asked for once a round. */
    synchronized Holder use(int index) {
      uses++;
      Holder holder = shards.computeIfAbsent(index, absent -> new Holder());
      holder.lastUse = uses;
      long idle = (long) IDLE_ROUNDS * shards.size();
      shards.values().removeIf(other -> uses - other.lastUse > idle);
      return holder;
    }
  }

  private ExecutorShards() {}

  /** The shard of that name, made if it is not here. */
  static Shard get(Key key, Source source) throws IOException {
    return SETS.computeIfAbsent(key.set(), set -> new ShardSet()).use(key.index()).get(source);
  }

  /** Forgets the shards of a set that are in this process. */
  static void drop(String set) {
    SETS.remove(set);
  }
}
