package org.sparkddpm.network;

import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** A network as the samplers know it, whatever it predicts. Not thread-safe. */
public final class NetworkDenoiser implements Denoiser {

  private final Network network;
  private final Prediction prediction;
  private final NoiseSchedule schedule;

  /**
   * Wraps a network.
   *
   * @param network with its parameters set
   * @param prediction what it was trained to predict
   * @param schedule that it was trained with
   */
  public NetworkDenoiser(Network network, Prediction prediction, NoiseSchedule schedule) {
    this.network = network;
    this.prediction = prediction;
    this.schedule = schedule;
  }

  @Override
  public Engine engine() {
    return network.engine();
  }

  @Override
  public int imageSize() {
    return network.config().imageSize();
  }

  @Override
  public int noLabel() {
    return network.config().noLabelIndex();
  }

  @Override
  public Batch batch(int n) {
    Pass pass = network.pass(n);
    return prediction == Prediction.EPSILON
        ? new PassBatch(pass, () -> {})
        : new PassBatch(pass, toEpsilon(pass));
  }

  /** Turns the pass's prediction into epsilon, in place. */
  private Runnable toEpsilon(Pass pass) {
    Kernels kernels = engine().kernels();
    Tensor table = engine().floats(schedule.timesteps(), 2);
    Tensor factors = engine().floats(pass.size(), 2);
    engine().write(prediction.epsilonFactors(schedule), table);
    return () -> {
      kernels.gather(pass.timesteps(), table, factors);
      kernels.combineRows(factors, pass.prediction(), pass.images(), pass.prediction());
    };
  }

  private record PassBatch(Pass pass, Runnable toEpsilon) implements Batch {
    @Override
    public Tensor images() {
      return pass.images();
    }

    @Override
    public Tensor timesteps() {
      return pass.timesteps();
    }

    @Override
    public Tensor labels() {
      return pass.labels();
    }

    @Override
    public Tensor epsilon() {
      return pass.prediction();
    }

    @Override
    public void predict() {
      pass.forward();
      toEpsilon.run();
    }
  }
}
