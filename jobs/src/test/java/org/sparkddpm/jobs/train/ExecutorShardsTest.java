package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

class ExecutorShardsTest {

  private final AtomicInteger made = new AtomicInteger();

  private Shard get(String set, int index) throws IOException {
    return ExecutorShards.get(
        new ExecutorShards.Key(set, index),
        () -> {
          made.incrementAndGet();
          return new Shard(
              new LabelledImages(ImageShape.gray(1, 1), 1, new byte[1], new int[1]), index, 4);
        });
  }

  @Test
  void aShardThatIsAskedForEachRoundStays() throws IOException {
    for (int round = 0; round < 100; round++) {
      for (int index = 0; index < 4; index++) {
        get("stays", round % 2 == 0 ? index : 3 - index);
      }
    }
    assertThat(made).hasValue(4);
    ExecutorShards.drop("stays");
    get("stays", 0);
    assertThat(made).hasValue(5);
  }

  @Test
  void aShardWhoseTasksRunElsewhereIsForgotten() throws IOException {
    Shard gone = get("wanders", 1);
    for (int round = 0; round < 5; round++) {
      get("wanders", 0);
    }
    assertThat(get("wanders", 1)).as("after a few rounds elsewhere").isSameAs(gone);
    for (int round = 0; round < 30; round++) {
      get("wanders", 0);
    }
    assertThat(get("wanders", 1)).isNotSameAs(gone);
    assertThat(made).hasValue(3);
  }
}
