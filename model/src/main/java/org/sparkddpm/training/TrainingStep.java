package org.sparkddpm.training;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sparkddpm.kernels.AdamStep;
import org.sparkddpm.kernels.Kernels;
import org.sparkddpm.unet.FlatVector;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetConfig;

/**
 * One optimiser step at a time on one network: forward, backward, clipping, update. Keeps the
 * network and the optimiser's state between steps. Not thread-safe.
 */
public final class TrainingStep {

  private final UNet network;
  private final Kernels kernels;
  private final IUpdater optimizer;
  private final ComputationGraphUpdater updater;
  private final double gradientClip;

  /**
   * Builds the network, its parameters all zero.
   *
   * @param gradientClip largest L2 norm of a minibatch's mean gradient, all parameters together; 0
   *     for no limit
   */
  public TrainingStep(UNetConfig config, IUpdater optimizer, double gradientClip) {
    this(config, optimizer, gradientClip, Kernels.fastest(DataType.FLOAT));
  }

  /** The same on kernels of the caller's choice. */
  public TrainingStep(UNetConfig config, IUpdater optimizer, double gradientClip, Kernels kernels) {
    this.kernels = kernels;
    this.network = UNet.forTraining(config, optimizer, DataType.FLOAT, kernels);
    this.optimizer = optimizer;
    this.gradientClip = gradientClip;
    network.graph().initGradientsView();
    this.updater = network.graph().getUpdater(true);
  }

  /** The network that is being trained. */
  public UNet network() {
    return network;
  }

  /** Floats of the optimiser's state: two for each parameter with Adam, none with plain SGD. */
  public int optimizerStateLength() {
    INDArray state = updater.getStateViewArray();
    return state == null ? 0 : Math.toIntExact(state.length());
  }

  /**
   * Copies the optimiser's state to {@code into}: for Adam first all first moments, then all second
   * ones.
   */
  public void readOptimizerState(FloatBuffer into) {
    if (optimizerStateLength() > 0) {
      FlatVector.read(updater.getStateViewArray(), into);
    }
  }

  /**
   * Overwrites the optimiser's state with all that is left in {@code state}.
   *
   * @throws IllegalArgumentException if that is not {@link #optimizerStateLength} floats
   */
  public void setOptimizerState(FloatBuffer state) {
    if (state.remaining() != optimizerStateLength()) {
      throw new IllegalArgumentException(
          "the optimiser's state has "
              + optimizerStateLength()
              + " values, but "
              + state.remaining()
              + " were given; it belongs to another optimiser or network");
    }
    if (optimizerStateLength() > 0) {
      FlatVector.write(state, updater.getStateViewArray());
    }
  }

  /** Takes one step of a run that has taken all its steps with the same batches. */
  public double run(NoisedBatch batch, long iteration) {
    return run(batch, iteration, iteration);
  }

  /**
   * Takes one step.
   *
   * @param iteration steps before this one in the run; sets the bias correction of Adam's moments
   * @param scheduled where the learning rate's schedule stands, in steps
   * @return the mean squared error between true and predicted noise, before the step; not finite
   *     where training has diverged, and then nothing was changed
   */
  public double run(NoisedBatch batch, long iteration, long scheduled) {
    double loss = loss(batch);
    if (!Double.isFinite(loss)) {
      return loss;
    }
    ComputationGraph graph = network.graph();
    INDArray gradient = graph.getFlattenedGradients();
    int count = batch.size();
    double factor = clipped(gradient, count);
    if (optimizer instanceof Adam adam) {
      step(adam, gradient, factor / count, iteration, scheduled);
      return loss;
    }
    if (factor != 1) {
      gradient.muli(factor);
    }
    updater.update(
        graph.gradient(), Math.toIntExact(scheduled), 0, count, LayerWorkspaceMgr.noWorkspaces());
    INDArray params = graph.params();
    params.subi(gradient.reshape(params.shape()));
    return loss;
  }

  /** DL4J's Adam in one pass over the parameters. */
  private void step(Adam adam, INDArray gradient, double factor, long iteration, long scheduled) {
    INDArray state = updater.getStateViewArray();
    long length = gradient.length();
    INDArray moments = state.reshape(2 * length);
    double rate = adam.getLearningRate(Math.toIntExact(scheduled), 0);
    kernels.adam(
        AdamStep.at(iteration, rate, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()),
        gradient.reshape(length),
        factor,
        moments.get(NDArrayIndex.interval(0, length)),
        moments.get(NDArrayIndex.interval(length, 2 * length)),
        network.graph().params().reshape(length));
  }

  /** Computes loss and gradients without changing a parameter. */
  private double loss(NoisedBatch batch) {
    ComputationGraph graph = network.graph();
    graph.setInputs(batch.images(), batch.timesteps(), batch.labels());
    graph.setLabels(batch.noise());
    graph.computeGradientAndScore();
    return graph.score();
  }

  /** What the summed gradient must be multiplied with so that its mean is not too long. */
  private double clipped(INDArray summedGradient, int count) {
    if (gradientClip > 0) {
      double norm = Math.sqrt(kernels.squaredNorm(summedGradient)) / count;
      if (norm > gradientClip) {
        return gradientClip / norm;
      }
    }
    return 1;
  }
}
