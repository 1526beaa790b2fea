package org.sparkddpm.training;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageStore;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.Pass;

/**
 * Optimiser steps on one network: draw, forward, loss, backward, clipping, update, as one fixed
 * list of kernel calls, recorded once and run for every minibatch of a round. What changes from
 * step to step (the cursor in the plan, the learning rate, the clipping factor, the loss) lies on
 * the engine. Keeps the network and the optimiser's state between rounds. Not thread-safe.
 */
public final class TrainingStep implements AutoCloseable {

  private final ModelConfig model;
  private final Optimizer optimizer;
  private final double gradientClip;
  private final Network network;
  private final Engine engine;
  private final Kernels kernels;
  private final Tensor state;
  private final Tensor factor;
  private final Tensor rate;
  private final Tensor loss;
  private final Target.Source targets;
  private final Map<Integer, Learned> batches = new HashMap<>();
  private final Map<Integer, Learned> validationBatches = new HashMap<>();
  private final RecordedPlans training;
  private final RecordedPlans validation;

  /** A minibatch and what is to be predicted of it. */
  private record Learned(NoisedBatch batch, Target target) {}

  /**
   * Builds the network, its parameters all zero.
   *
   * @param gradientClip largest L2 norm of a minibatch's mean gradient, all parameters together; 0
   *     for no limit
   * @param engine the step's own, made for weights that change
   */
  public TrainingStep(ModelConfig model, Optimizer optimizer, double gradientClip, Engine engine) {
    this.model = model;
    this.optimizer = optimizer;
    this.gradientClip = gradientClip;
    this.engine = engine;
    this.kernels = engine.kernels();
    this.network = Network.forTraining(model.unet(), engine);
    this.state = engine.floats(optimizer.stateLength(network.layout().length()));
    this.factor = engine.floats(1);
    this.rate = engine.floats(1, 1);
    this.loss = engine.floats(1, 1);
    this.targets = Target.source(engine, model.diffusion());
    this.training = new RecordedPlans(engine, model.diffusion(), this::trainOn);
    this.validation = new RecordedPlans(engine, model.diffusion(), this::lossOf);
  }

  /** The network that is being trained. */
  public Network network() {
    return network;
  }

  /** Floats of the optimiser's state: two for each parameter with Adam, none with plain SGD. */
  public int optimizerStateLength() {
    return Math.toIntExact(state.length());
  }

  /**
   * Copies the optimiser's state to {@code into}: for Adam first all first moments, then all second
   * ones.
   */
  public void readOptimizerState(FloatBuffer into) {
    engine.read(state, into);
  }

  /**
   * Overwrites the optimiser's state with all that is left in {@code values}.
   *
   * @throws IllegalArgumentException if that is not {@link #optimizerStateLength} floats
   */
  public void setOptimizerState(FloatBuffer values) {
    if (values.remaining() != optimizerStateLength()) {
      throw new IllegalArgumentException(
          "the optimiser's state has "
              + optimizerStateLength()
              + " values, but "
              + values.remaining()
              + " were given; it belongs to another optimiser or network");
    }
    engine.write(values, state);
  }

  /**
   * Trains on the minibatches of a plan.
   *
   * @param data where the plan's positions are; loaded anew where it is not the same object as
   *     before
   * @param iteration steps before the first one in the run; sets the bias correction of Adam's
   *     moments
   * @param scheduled where the learning rate's schedule stands at the first one, in steps
   * @return for each step the mean squared error of the prediction, before it; not finite from
   *     where training has diverged, and then the weights are lost
   */
  public float[] run(
      ImageStore data, Noising noising, MinibatchPlan plan, long iteration, long scheduled) {
    float[] stepRates = new float[plan.steps()];
    for (int step = 0; step < stepRates.length; step++) {
      stepRates[step] = (float) optimizer.stepRate(iteration + step, scheduled + step);
    }
    float[] losses = training.run(data, noising, plan, stepRates);
    engine.weightsChanged();
    return losses;
  }

  /**
   * The loss on images that are not trained on: changes nothing.
   *
   * @return the sum over the plan's images of each image's mean squared error
   */
  public double lossSum(ImageStore data, Noising noising, MinibatchPlan plan) {
    float[] means = validation.run(data, noising, plan, new float[plan.steps()]);
    double sum = 0;
    for (int step = 0; step < means.length; step++) {
      sum += (double) means[step] * plan.size(step);
    }
    return sum;
  }

  /** The tensors of so many images that the next {@link #run(int, long)} trains on. */
  public NoisedBatch batch(int count) {
    return learned(count).batch();
  }

  private Learned learned(int count) {
    return batches.computeIfAbsent(count, n -> of(network.pass(n)));
  }

  /** The tensors of so many images that are only validated on. */
  NoisedBatch validationBatch(int count) {
    return validated(count).batch();
  }

  private Learned validated(int count) {
    return validationBatches.computeIfAbsent(count, n -> of(network.predictingPass(n)));
  }

  /**
   * Trains once on what was written to {@link #batch}.
   *
   * @param iteration steps before this one in the run
   * @return the loss before the step
   */
  public double run(int count, long iteration) {
    engine.write(new float[] {(float) optimizer.stepRate(iteration, iteration)}, rate);
    learn(learned(count));
    engine.weightsChanged();
    return engine.read(loss)[0];
  }

  /** One minibatch of a plan from drawing to update. */
  private Runnable trainOn(RecordedPlans.LoadedPlan plan, int count) {
    Learned learned = learned(count);
    return () -> {
      plan.draw(learned.batch());
      kernels.gather(plan.cursor(), plan.rates(), rate);
      learn(learned);
      kernels.scatter(plan.cursor(), loss, plan.losses());
    };
  }

  /** One minibatch of a plan from drawing to loss. */
  private Runnable lossOf(RecordedPlans.LoadedPlan plan, int count) {
    Pass pass = network.predictingPass(count);
    Learned learned = validated(count);
    return () -> {
      plan.draw(learned.batch());
      learned.target().compute();
      pass.forward();
      kernels.meanSquaredError(pass.prediction(), learned.target().values(), loss, null);
      kernels.scatter(plan.cursor(), loss, plan.losses());
    };
  }

  private Learned of(Pass pass) {
    NoisedBatch batch = NoisedBatch.of(pass, engine.floats(pass.size(), model.unet().imageSize()));
    return new Learned(batch, targets.of(batch));
  }

  private void learn(Learned learned) {
    NoisedBatch batch = learned.batch();
    Pass pass = network.pass(batch.size());
    Tensor gradient = network.gradientTensor();
    Tensor parameters = network.parameterTensor();
    learned.target().compute();
    pass.forward();
    kernels.meanSquaredError(
        pass.prediction(), learned.target().values(), loss, pass.dPrediction());
    pass.backward();
    kernels.clipFactor(gradient, gradientClip, batch.size(), factor);
    if (optimizer instanceof Optimizer.Adam adam) {
      long length = parameters.length();
      kernels.adam(
          adam.decays(),
          rate,
          gradient,
          factor,
          state.part(0, length),
          state.part(length, length),
          parameters);
    } else {
      kernels.descend(rate, gradient, factor, parameters);
    }
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    network.close();
  }
}
