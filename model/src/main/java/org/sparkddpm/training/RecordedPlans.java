package org.sparkddpm.training;

import java.util.HashMap;
import java.util.Map;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageStore;

/**
 * Runs the minibatches of plans, one recorded list of calls for each number of images. The list
 * reads its place in the plan from the engine, so that it stays the same from step to step and,
 * while images, noising and sizes do, from plan to plan.
 */
final class RecordedPlans {

  private final Engine engine;
  private final DiffusionConfig diffusion;
  private final Calls calls;
  private final Map<Integer, Runnable> recorded = new HashMap<>();
  private ImageStore loaded;
  private ResidentImages images;
  private LoadedPlan loadedPlan;

  /** Makes what one minibatch of so many images needs; gives its calls but for moving on. */
  @FunctionalInterface
  interface Calls {
    Runnable of(LoadedPlan loadedPlan, int count);
  }

  /**
   * Where a plan lies on the engine.
   *
   * @param rates {@code [steps, 1]}, one for each step
   * @param losses {@code [steps, 1]}, to be written by the calls
   */
  record LoadedPlan(Minibatches minibatches, Tensor rates, Tensor losses) {

    /** Which step of the plan it is. */
    Tensor cursor() {
      return minibatches.cursor();
    }

    /** Draws that step's minibatch. */
    void draw(NoisedBatch batch) {
      minibatches.draw(batch);
    }
  }

  RecordedPlans(Engine engine, DiffusionConfig diffusion, Calls calls) {
    this.engine = engine;
    this.diffusion = diffusion;
    this.calls = calls;
  }

  /**
   * Runs all minibatches of a plan.
   *
   * @param data where the plan's positions are; loaded anew where it is not the same object as
   *     before
   * @param rates one for each step
   * @return what the calls have left in the losses
   */
  // The same object: equal ones would have to be compared pixel by pixel.
  @SuppressWarnings("ReferenceEquality")
  float[] run(ImageStore data, Noising noising, MinibatchPlan plan, float[] rates) {
    boolean changed = data != loaded || !loadedPlan.minibatches().fits(noising, plan);
    if (changed) {
      recorded.clear();
      loaded = null;
      if (images != null) {
        images.close();
      }
      images = engine.load(data);
      loadedPlan =
          new LoadedPlan(
              new Minibatches(engine, diffusion, images, noising, plan.steps(), plan.batchSize()),
              engine.floats(plan.steps(), 1),
              engine.floats(plan.steps(), 1));
      loaded = data;
    }
    loadedPlan.minibatches().start(plan);
    engine.write(rates, loadedPlan.rates().part(0, rates.length));
    for (int step = 0; step < plan.steps(); step++) {
      recorded.computeIfAbsent(plan.size(step), this::record).run();
    }
    return engine.read(loadedPlan.losses().part(0, plan.steps()));
  }

  private Runnable record(int count) {
    Tensor cursor = loadedPlan.cursor();
    Runnable minibatch = calls.of(loadedPlan, count);
    return engine.record(
        () -> {
          minibatch.run();
          engine.kernels().increment(cursor);
        });
  }
}
