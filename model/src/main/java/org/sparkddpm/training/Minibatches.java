package org.sparkddpm.training;

import java.util.Objects;
import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;

/**
 * The minibatches of a plan on an engine: the plan and the cursor lie there, so that drawing the
 * next one is a kernel call that never changes.
 */
final class Minibatches {

  private final Engine engine;
  private final ResidentImages images;
  private final Noising noising;
  private final Tensor levels;
  private final Tensor round;
  private final Tensor plan;
  private final Tensor cursor;

  /**
   * Room for plans.
   *
   * @param steps the most minibatches of a plan
   * @param batchSize images of a minibatch
   */
  Minibatches(
      Engine engine,
      DiffusionConfig diffusion,
      ResidentImages images,
      Noising noising,
      int steps,
      int batchSize) {
    this.engine = engine;
    this.images = images;
    this.noising = noising;
    this.levels = engine.floats(diffusion.timesteps(), 2);
    this.round = engine.integers(2);
    this.plan = engine.integers(steps, batchSize, MinibatchPlan.ROW);
    this.cursor = engine.floats(1, 1);
    engine.write(new ForwardProcess(diffusion.noiseSchedule()).levels(), levels);
  }

  /** Whether a plan has room and is noised alike. */
  boolean fits(Noising other, MinibatchPlan next) {
    return noising.equals(other)
        && next.batchSize() == plan.size(1)
        && next.steps() <= plan.size(0);
  }

  /**
   * Starts a plan at its first minibatch.
   *
   * @throws IndexOutOfBoundsException if it names an image that is not there
   */
  void start(MinibatchPlan next) {
    for (int position : next.positions()) {
      Objects.checkIndex(position, images.size());
    }
    engine.write(new int[] {(int) next.round(), (int) (next.round() >>> Integer.SIZE)}, round);
    int[] rows = next.rows();
    engine.write(rows, plan.part(0, rows.length));
    engine.write(new float[1], cursor);
  }

  /** Draws the minibatch under the cursor; the calls are always the same. */
  void draw(NoisedBatch batch) {
    engine
        .kernels()
        .noisedBatch(
            noising,
            images,
            levels,
            round,
            plan,
            cursor,
            batch.images(),
            batch.timesteps(),
            batch.labels(),
            batch.noise());
  }

  /** Which minibatch is next; whoever uses it moves it on. */
  Tensor cursor() {
    return cursor;
  }
}
