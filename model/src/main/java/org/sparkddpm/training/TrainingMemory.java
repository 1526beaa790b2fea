package org.sparkddpm.training;

import java.util.Set;
import org.sparkddpm.engine.CountingEngine;
import org.sparkddpm.network.SamplingMemory;

/** The memory that training takes on an engine, told without taking it. */
public final class TrainingMemory {

  private TrainingMemory() {}

  /**
   * What the plans of a kind, for training or for validation, have in common.
   *
   * @param minibatches the sizes that occur, which have tensors of their own each; empty for no
   *     plan
   * @param steps the most minibatches of a plan
   * @param images that they are drawn from
   */
  public record Plans(Set<Integer> minibatches, int steps, long images) {

    /** No plans. */
    public static final Plans NONE = new Plans(Set.of(), 0, 0);

    /** Copies the sizes. */
    public Plans {
      minibatches = Set.copyOf(minibatches);
    }

    /** The same where the engine has no images of its own. */
    public Plans withoutImages() {
      return new Plans(minibatches, steps, 0);
    }
  }

  /** Bytes that engine cpu takes besides: as for sampling, and the same for gradients. */
  public static long hostScratch(ModelConfig model, int threads) {
    return 2 * SamplingMemory.hostScratch(model.unet(), threads);
  }

  /**
   * Bytes of the network, its gradients, the optimiser's state, the tensors of all minibatches, and
   * the images.
   *
   * @param training plans that are trained on
   * @param validation plans of which only the loss is computed
   */
  public static long bytes(
      ModelConfig model, Optimizer optimizer, Plans training, Plans validation) {
    CountingEngine engine = new CountingEngine();
    TrainingStep step = new TrainingStep(model, optimizer, 0, engine);
    training.minibatches().forEach(step::batch);
    validation.minibatches().forEach(step::validationBatch);
    return plans(engine, model, training) + plans(engine, model, validation) + engine.bytes();
  }

  /** Counts the plans' tensors on the engine; gives the bytes of the images. */
  private static long plans(CountingEngine engine, ModelConfig model, Plans plans) {
    if (plans.minibatches().isEmpty()) {
      return 0;
    }
    int batchSize = plans.minibatches().stream().mapToInt(size -> size).max().orElseThrow();
    new Minibatches(engine, model.diffusion(), null, null, plans.steps(), batchSize);
    engine.floats(2, plans.steps(), 1);
    return CountingEngine.residentBytes(plans.images(), model.imageShape().size());
  }
}
