package org.sparkddpm.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/**
 * Places for tensors of which each is needed for a part of a fixed list of calls only: two share
 * memory where none of their calls is the other's. The greatest are placed first, each at the
 * lowest place that is free during its life (Pisarchyk and Lee 2020, "Efficient memory management
 * for deep neural net inference", section 4.3).
 */
final class BufferPlan {

  /** Places begin at multiples of so many elements: a cache line of floats. */
  private static final long ALIGNMENT = 16;

  private final List<Life> lives = new ArrayList<>();

  private static final class Life {
    private final long[] shape;
    private final long length;
    private final int first;
    private int last;
    private long place;

    Life(long[] shape, int call) {
      this.shape = shape.clone();
      this.length = (Tensor.length(shape) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      this.first = call;
      this.last = call;
    }

    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }

    long end() {
      return place + length;
    }
  }

  /**
   * A tensor that is written first by a call.
   *
   * @param call its number in the list
   * @return the tensor's number
   */
  int add(long[] shape, int call) {
    lives.add(new Life(shape, call));
    return lives.size() - 1;
  }

  /** Says that a later call reads or writes the tensor. */
  void use(int tensor, int call) {
    Life life = lives.get(tensor);
    life.last = Math.max(life.last, call);
  }

  /** Makes the tensors, by their numbers; their contents are undefined. */
  List<Tensor> allocate(Engine engine) {
    List<Life> placed = new ArrayList<>();
    long total = 1;
    for (Life life :
        lives.stream().sorted(Comparator.comparingLong((Life each) -> -each.length)).toList()) {
      life.place = lowestFree(life, placed);
      placed.add(life);
      total = Math.max(total, life.end());
    }
    Tensor memory = engine.floats(total);
    return lives.stream().map(life -> memory.part(life.place, life.shape)).toList();
  }

  private static long lowestFree(Life life, List<Life> placed) {
    long place = 0;
    for (Life other :
        placed.stream()
            .filter(life::meets)
            .sorted(Comparator.comparingLong((Life each) -> each.place))
            .toList()) {
      if (place + life.length <= other.place) {
        return place;
      }
      place = Math.max(place, other.end());
    }
    return place;
  }
}
