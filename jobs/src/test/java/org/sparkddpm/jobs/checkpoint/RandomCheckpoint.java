package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Random;
import org.sparkddpm.jobs.storage.RandomTensors;

/** Seeded checkpoints to store. */
final class RandomCheckpoint {

  private RandomCheckpoint() {}

  /** A small checkpoint of the three usual files. */
  static Checkpoint of(long seed) {
    Random random = new Random(seed);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode config = mapper.createObjectNode().put("preset", "tiny").put("rate", 1e-4);
    config.putArray("multipliers").add(1).add(2);
    ObjectNode state =
        mapper.createObjectNode().put("round", seed).put("seed", random.nextLong()).putNull("note");
    return new Checkpoint(
        config,
        state,
        Map.of(
            Checkpoint.PARAMETERS, RandomTensors.list(random, 2),
            Checkpoint.EMA, RandomTensors.list(random, 2),
            Checkpoint.OPTIMIZER, RandomTensors.list(random, 3)));
  }
}
