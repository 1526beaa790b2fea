package org.sparkddpm.training;

import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/**
 * What the network is to predict of a noised minibatch, computed on the engine from the noise and
 * the noised images.
 */
interface Target {

  /** {@code [N, imageSize]}, as of the last {@link #compute}. */
  Tensor values();

  /** Computes it: a fixed list of kernel calls. */
  void compute();

  /** What makes the targets of minibatches. */
  interface Source {
    /** The target of one, with tensors of its own. */
    Target of(NoisedBatch batch);
  }

  /** The source for a model. */
  static Source source(Engine engine, DiffusionConfig diffusion) {
    if (diffusion.predicted() == Prediction.EPSILON) {
      return batch -> new Computed(batch.noise(), () -> {});
    }
    Tensor table = engine.floats(diffusion.timesteps(), 2);
    engine.write(diffusion.predicted().targetFactors(diffusion.noiseSchedule()), table);
    return batch -> {
      Tensor factors = engine.floats(batch.size(), 2);
      Tensor values = engine.floats(batch.noise().shape());
      return new Computed(
          values,
          () -> {
            engine.kernels().gather(batch.timesteps(), table, factors);
            engine.kernels().combineRows(factors, batch.noise(), batch.images(), values);
          });
    };
  }

  /** A tensor and the calls that write it. */
  record Computed(Tensor values, Runnable calls) implements Target {
    @Override
    public void compute() {
      calls.run();
    }
  }
}
