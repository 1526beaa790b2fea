package org.sparkddpm.diffusion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.sparkddpm.engine.Engine;

/** The steps of a {@link Sampler} over the images of one {@link Trajectory}; can be run again. */
@FunctionalInterface
public interface ReverseProcess {

  /**
   * Brings the images from noise to data in place.
   *
   * @param afterStep gets the number of each step, 0..steps-1, when its calls have been made
   */
  void run(IntConsumer afterStep);

  /**
   * A process whose steps are known beforehand. Steps of one kind are one recording.
   *
   * @param engine that records
   * @param kinds the kind of each step, 0..steps-1; kinds are told apart by {@code equals}
   * @param calls makes the kernel calls of a step of a kind
   */
  static <K> ReverseProcess of(Engine engine, int steps, IntFunction<K> kinds, Consumer<K> calls) {
    Map<K, Runnable> recordings = new HashMap<>();
    List<Runnable> all =
        IntStream.range(0, steps)
            .mapToObj(kinds)
            .map(
                kind ->
                    recordings.computeIfAbsent(
                        kind, each -> engine.record(() -> calls.accept(each))))
            .toList();
    return afterStep -> {
      for (int step = 0; step < steps; step++) {
        all.get(step).run();
        afterStep.accept(step);
      }
    };
  }
}
