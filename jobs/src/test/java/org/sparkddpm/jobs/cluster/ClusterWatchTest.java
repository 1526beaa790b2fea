package org.sparkddpm.jobs.cluster;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {

  @Test
  void aWatchOutlivesALookThatFails() {
    AtomicInteger looks = new AtomicInteger();
    ScheduledExecutorService clock =
        ClusterWatch.everySecond(
            "failing-watch",
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
              }
            });
    try {
      await().until(() -> looks.get() >= 2);
    } finally {
      clock.shutdownNow();
    }
  }
}
