package org.sparkddpm.diffusion;

import java.util.List;
import java.util.function.IntConsumer;

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
   * A process whose steps are known beforehand.
   *
   * @param steps what each does; steps of one kind are one recording
   */
  static ReverseProcess of(List<Runnable> steps) {
    List<Runnable> fixed = List.copyOf(steps);
    return afterStep -> {
      for (int step = 0; step < fixed.size(); step++) {
        fixed.get(step).run();
        afterStep.accept(step);
      }
    };
  }
}
