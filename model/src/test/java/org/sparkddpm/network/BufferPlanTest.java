package org.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;

class BufferPlanTest {

  private final Engine engine = Engines.of("cpu", EngineSettings.onHost(false));

  @Test
  void tensorsThatLiveTogetherNeverShareMemory() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int count = 1 + random.nextInt(40);
      int[] first = new int[count];
      int[] last = new int[count];
      BufferPlan plan = new BufferPlan();
      for (int i = 0; i < count; i++) {
        first[i] = random.nextInt(30);
        last[i] = first[i] + random.nextInt(10);
        plan.add(new long[] {1 + random.nextInt(5), 1 + random.nextInt(50)}, first[i]);
        plan.use(i, last[i]);
      }
      List<Tensor> tensors = plan.allocate(engine);
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < i; k++) {
          boolean together = first[i] <= last[k] && first[k] <= last[i];
          if (together) {
            assertThat(apart(tensors.get(i), tensors.get(k))).as("%d and %d", i, k).isTrue();
          }
        }
      }
    }
  }

  @Test
  void tensorsOneAfterTheOtherTakeTheRoomOfTwo() {
    BufferPlan plan = new BufferPlan();
    for (int call = 0; call < 10; call++) {
      int tensor = plan.add(new long[] {64}, call);
      plan.use(tensor, call + 1);
    }
    assertThat(plan.allocate(engine).get(0).buffer().length()).isEqualTo(128);
  }

  private static boolean apart(Tensor a, Tensor b) {
    return a.offset() + a.length() <= b.offset() || b.offset() + b.length() <= a.offset();
  }
}
