package org.sparkddpm.training;

import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.network.Pass;

/**
 * The minibatches of a plan on an engine: the plan and the cursor lie there, so that drawing the
 * next one is a kernel call that never changes.
 */
final class Minibatches {

  private final Engine engine;
  private final Tensor levels;
  private final Tensor round;
  private final Tensor plan;
  private final Tensor cursor;
  private ResidentImages images;
  private Noising noising;

  /**
   * Room for plans.
   *
   * @param steps the most minibatches of a plan
   * @param batchSize images of a minibatch
   */
  Minibatches(Engine engine, DiffusionConfig diffusion, int steps, int batchSize) {
    this.engine = engine;
    this.levels = engine.floats(diffusion.timesteps(), 2);
    this.round = engine.integers(2);
    this.plan = engine.integers(steps, batchSize, MinibatchPlan.ROW);
    this.cursor = engine.floats(1, 1);
    engine.write(new ForwardProcess(diffusion.noiseSchedule()).levels(), levels);
  }

  /** Whether a plan has room. */
  boolean fits(MinibatchPlan next) {
    return next.batchSize() == plan.size(1) && next.steps() <= plan.size(0);
  }

  /**
   * Starts a plan at its first minibatch.
   *
   * @return whether the calls of {@link #draw} are the same as those before
   */
  // The same object: equal ones would have to be compared pixel by pixel.
  @SuppressWarnings("ReferenceEquality")
  boolean start(ResidentImages from, Noising how, MinibatchPlan next) {
    boolean same = from == images && how.equals(noising);
    images = from;
    noising = how;
    engine.write(new int[] {(int) next.round(), (int) (next.round() >>> Integer.SIZE)}, round);
    int[] rows = next.rows();
    engine.write(rows, plan.part(0, rows.length));
    engine.write(new float[1], cursor);
    return same;
  }

  /** Draws the minibatch under the cursor. */
  void draw(Pass pass, Tensor noise) {
    engine
        .kernels()
        .noisedBatch(
            noising,
            images,
            levels,
            round,
            plan,
            cursor,
            pass.images(),
            pass.timesteps(),
            pass.labels(),
            noise);
  }

  /** Which minibatch is next; whoever uses it moves it on. */
  Tensor cursor() {
    return cursor;
  }
}
