package org.sparkddpm.network;

import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/** A network as the samplers know it. Not thread-safe. */
public final class NetworkDenoiser implements Denoiser {

  private final Network network;

  /**
   * Wraps a network.
   *
   * @param network with its parameters set
   */
  public NetworkDenoiser(Network network) {
    this.network = network;
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
    return new PassBatch(network.pass(n));
  }

  private record PassBatch(Pass pass) implements Batch {
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
    }
  }
}
