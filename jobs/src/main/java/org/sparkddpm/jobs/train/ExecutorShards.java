package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The shards that an executor has. */
final class ExecutorShards {

  private static final ConcurrentMap<Key, Holder> SHARDS = new ConcurrentHashMap<>();

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

    /** Others wait for the one that makes it; what fails is tried anew. */
    synchronized Shard get(Source source) throws IOException {
      if (shard == null) {
        shard = source.make();
      }
      return shard;
    }
  }

  private ExecutorShards() {}

  /** The shard of that name, made if it is not here. */
  static Shard get(Key key, Source source) throws IOException {
    return SHARDS.computeIfAbsent(key, name -> new Holder()).get(source);
  }

  /** Forgets the shards of a set that are in this process. */
  static void drop(String set) {
    SHARDS.keySet().removeIf(key -> key.set().equals(set));
  }
}
