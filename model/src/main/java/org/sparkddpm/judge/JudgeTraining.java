package org.sparkddpm.judge;

import java.util.Locale;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.training.LearningRate;
import org.sparkddpm.training.WarmupCosine;

/** Trains a judge, in one thread on one engine. */
public final class JudgeTraining {

  private static final AdamDecays ADAM = new AdamDecays(0.9, 0.99, 1e-8);
  private static final double CLIP = 1;
  private static final int WARMUP_SHARE = 10;

  /** Hears how far a training is. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (seen, loss) -> {};

    /**
     * Is called after each minibatch.
     *
     * @param seen images so far
     * @param loss mean cross-entropy of the minibatch, in nats
     */
    void step(long seen, double loss);
  }

  private final JudgeConfig config;
  private final JudgePlan plan;
  private final LabelledImages data;
  private final JudgeAugmentation augmentation;
  private final JudgeNetwork network;
  private final Kernels kernels;
  private final Tensor state;
  private final Tensor factor;
  private final Tensor rate;
  private long epoch = -1;
  private int[] order = new int[0];
  private int position;

  private JudgeTraining(JudgeConfig config, JudgePlan plan, LabelledImages data, Engine engine) {
    this.config = config;
    this.plan = plan;
    this.data = data;
    this.augmentation = new JudgeAugmentation(config);
    this.network = new JudgeNetwork(config, engine, plan.batchSize(), true);
    this.kernels = engine.kernels();
    this.state = engine.floats(2L * config.layout().length());
    this.factor = engine.floats(1);
    this.rate = engine.floats(1, 1);
  }

  /**
   * Trains a judge from its beginning. The same arguments give the same weights on the same kind of
   * machine with as many native threads.
   *
   * @param data images of the configuration's shape, with labels below its number of classes
   * @param engine the training's own, made for weights that change; closed by the caller
   * @return all weights in the order of {@link JudgeConfig#layout}
   * @throws IllegalArgumentException if the data do not fit the configuration, or are none
   * @throws IllegalStateException if the training diverges
   */
  public static float[] run(
      JudgeConfig config, JudgePlan plan, LabelledImages data, Engine engine, Listener listener) {
    if (!data.shape().equals(config.imageShape())
        || data.classes() > config.classes()
        || data.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a judge of %d classes of images of %s cannot be trained on %s",
              config.classes(),
              config.imageShape(),
              data));
    }
    return new JudgeTraining(config, plan, data, engine).run(engine, listener);
  }

  private float[] run(Engine engine, Listener listener) {
    network.setParameters(JudgeNetwork.initial(config, plan.seed()));
    LearningRate schedule =
        new WarmupCosine(plan.learningRate(), 0, plan.steps() / WARMUP_SHARE, plan.steps());
    Runnable forward = engine.record(network::forward);
    Runnable learn = engine.record(this::learn);
    float[] images = new float[plan.batchSize() * config.canvas().size()];
    int[] labels = new int[plan.batchSize()];
    for (long step = 0; step < plan.steps(); step++) {
      draw(images, labels);
      engine.write(images, network.images());
      forward.run();
      float[] logits = engine.read(network.logits());
      double loss = CrossEntropy.gradient(logits, labels, config.classes()) / labels.length;
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT, "the judge's training diverged at step %d of %d", step, plan.steps()));
      }
      engine.write(logits, network.dLogits());
      engine.write(new float[] {(float) ADAM.correctedRate(schedule.at(step), step)}, rate);
      learn.run();
      listener.step((step + 1) * plan.batchSize(), loss);
    }
    return engine.read(network.parameters());
  }

  private void learn() {
    network.backward();
    kernels.clipFactor(network.gradients(), CLIP, plan.batchSize(), factor);
    long length = network.parameters().length();
    kernels.adam(
        ADAM,
        rate,
        network.gradients(),
        factor,
        state.part(0, length),
        state.part(length, length),
        network.parameters());
  }

  /** The next images in their order of the epoch; a new epoch begins where one ends. */
  private void draw(float[] images, int[] labels) {
    for (int i = 0; i < labels.length; i++) {
      if (position == order.length) {
        epoch++;
        position = 0;
        order = RandomStream.of(plan.seed(), Purpose.JUDGE_ORDER, epoch).permutation(data.size());
      }
      int image = order[position++];
      labels[i] = data.label(image);
      augmentation.draw(
          data.image(image), plan.seed(), image, epoch, images, i * config.canvas().size());
    }
  }
}
