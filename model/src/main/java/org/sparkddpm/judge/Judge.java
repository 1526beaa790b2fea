package org.sparkddpm.judge;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.images.LabelledImages;

/** A trained judge at work on one engine. Not thread-safe. */
public final class Judge {

  /** Always as many, so that an image's features do not depend on how many come with it. */
  private static final int BATCH_SIZE = 100;

  private final JudgeConfig config;
  private final JudgeNetwork network;
  private final Runnable forward;
  private final float[] canvases;

  /**
   * A judge.
   *
   * @param weights in the order of {@link JudgeConfig#layout}
   * @param engine the judge's own, made for fixed weights
   * @throws IllegalArgumentException if there are more or fewer weights
   */
  public Judge(JudgeConfig config, float[] weights, Engine engine) {
    this.config = config;
    this.network = new JudgeNetwork(config, engine, BATCH_SIZE, false);
    network.setParameters(weights);
    this.forward = engine.record(network::forward);
    this.canvases = new float[BATCH_SIZE * config.canvas().size()];
  }

  /** What it computes on. */
  public Engine engine() {
    return network.engine();
  }

  /**
   * Judges images, whatever their own labels.
   *
   * @throws IllegalArgumentException if they are of another shape
   */
  public Judgement of(LabelledImages images) {
    if (!images.shape().equals(config.imageShape())) {
      throw new IllegalArgumentException(
          "the judge knows images of %s, not of %s".formatted(config.imageShape(), images.shape()));
    }
    Judgement judgement =
        new Judgement(
            new int[images.size()],
            new float[images.size()],
            new float[images.size() * config.features()]);
    for (int first = 0; first < images.size(); first += BATCH_SIZE) {
      judge(images, first, Math.min(BATCH_SIZE, images.size() - first), judgement);
    }
    return judgement;
  }

  /** What is left of the last batch on the canvases is judged, too, and thrown away. */
  private void judge(LabelledImages images, int first, int count, Judgement into) {
    int size = config.canvas().size();
    for (int i = 0; i < count; i++) {
      config.canvas().draw(images.image(first + i), canvases, i * size);
    }
    Engine engine = network.engine();
    engine.write(canvases, network.images());
    forward.run();
    float[] probabilities = engine.read(network.logits());
    float[] features = engine.read(network.features());
    for (int i = 0; i < count; i++) {
      int row = i * config.classes();
      CrossEntropy.softmax(probabilities, row, config.classes());
      int label = CrossEntropy.greatest(probabilities, row, config.classes());
      into.labels()[first + i] = label;
      into.confidences()[first + i] = probabilities[row + label];
    }
    System.arraycopy(
        features, 0, into.features(), first * config.features(), count * config.features());
  }
}
