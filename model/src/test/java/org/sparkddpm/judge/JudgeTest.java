package org.sparkddpm.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;

class JudgeTest {

  private static final JudgeConfig CONFIG = new JudgeConfig(28, 28, 1, 10, 8, 16);
  private static final JudgePlan PLAN = JudgePlan.of(1, 8_000);
  private static final LabelledImages TRAIN = Strokes.draw(0, 2_000);
  private static final LabelledImages TEST = Strokes.draw(2_000, 530);

  private static float[] weights;

  @BeforeAll
  static void train() {
    weights = JudgeTraining.run(CONFIG, PLAN, TRAIN, engine(false), JudgeTraining.Listener.NONE);
  }

  @Test
  void learnsToTellDigits() {
    assertThat(accuracy(weights)).isGreaterThan(0.9);
  }

  @Test
  void sameSeedSameWeights() {
    JudgePlan few = JudgePlan.of(1, 500);
    assertThat(JudgeTraining.run(CONFIG, few, TRAIN, engine(false), JudgeTraining.Listener.NONE))
        .isEqualTo(
            JudgeTraining.run(CONFIG, few, TRAIN, engine(false), JudgeTraining.Listener.NONE))
        .isNotEqualTo(
            JudgeTraining.run(
                CONFIG, JudgePlan.of(2, 500), TRAIN, engine(false), JudgeTraining.Listener.NONE));
  }

  @Test
  void shuffledLabelsTeachNothing() {
    int[] labels =
        IntStream.range(0, TRAIN.size()).map(i -> TRAIN.label((i * 7 + 3) / 2 % 2_000)).toArray();
    byte[] pixels = new byte[TRAIN.size() * TRAIN.imageSize()];
    for (int i = 0; i < TRAIN.size(); i++) {
      TRAIN.copyImage(i, pixels, i * TRAIN.imageSize());
    }
    LabelledImages shuffled = LabelledImages.owning(TRAIN.shape(), 10, pixels, labels);
    float[] wrong =
        JudgeTraining.run(
            CONFIG, JudgePlan.of(1, 2_000), shuffled, engine(false), JudgeTraining.Listener.NONE);
    assertThat(accuracy(wrong)).isLessThan(0.5);
  }

  @Test
  void anImagesFeaturesDoNotDependOnItsFellows() {
    Judge judge = new Judge(CONFIG, weights, engine(true));
    Judgement all = judge.of(TEST);
    Judgement some = judge.of(TEST.subset(130, 57));
    assertThat(some.features()).isEqualTo(Arrays.copyOfRange(all.features(), 130 * 16, 187 * 16));
    assertThat(some.labels()).isEqualTo(Arrays.copyOfRange(all.labels(), 130, 187));
    for (float sure : all.confidences()) {
      assertThat(sure).isBetween(0.1f, 1.0001f);
    }
  }

  @Test
  void itsGradientIsThatOfItsLoss() {
    JudgeNetwork network = new JudgeNetwork(CONFIG, engine(false), 20, true);
    int[] labels = IntStream.range(0, 20).map(TEST::label).toArray();
    float[] start = JudgeNetwork.initial(CONFIG, 3);
    float[] canvases = new float[20 * CONFIG.canvas().size()];
    for (int i = 0; i < 20; i++) {
      CONFIG.canvas().draw(TEST.image(i), canvases, i * CONFIG.canvas().size());
    }
    network.engine().write(canvases, network.images());
    loss(network, start, labels);
    network.backward();
    float[] gradient = network.engine().read(network.gradients());
    double square = 0;
    for (float value : gradient) {
      square += (double) value * value;
    }
    float step = (float) (0.05 / Math.sqrt(square));
    double ahead = loss(network, moved(start, gradient, step), labels);
    double behind = loss(network, moved(start, gradient, -step), labels);
    assertThat((ahead - behind) / (2 * step)).isBetween(0.97 * square, 1.03 * square);
  }

  private static double loss(JudgeNetwork network, float[] parameters, int[] labels) {
    network.setParameters(parameters);
    network.forward();
    float[] logits = network.engine().read(network.logits());
    double loss = CrossEntropy.gradient(logits, labels, 10);
    network.engine().write(logits, network.dLogits());
    return loss;
  }

  private static float[] moved(float[] start, float[] gradient, float step) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * gradient[i];
    }
    return moved;
  }

  @Test
  void otherShapesHaveJudgesToo() {
    for (ImageShape shape :
        new ImageShape[] {
          ImageShape.gray(6, 7), ImageShape.colour(33, 20), ImageShape.gray(64, 64)
        }) {
      JudgeConfig config = JudgeConfig.of(shape, 3);
      byte[] pixels = new byte[4 * shape.size()];
      new Random(5).nextBytes(pixels);
      LabelledImages images = LabelledImages.owning(shape, 3, pixels, new int[] {0, 1, 2, 0});
      float[] trained =
          JudgeTraining.run(
              config,
              new JudgePlan(1, 24, 8, 1e-3),
              images,
              engine(false),
              JudgeTraining.Listener.NONE);
      Judgement judgement = new Judge(config, trained, engine(true)).of(images);
      assertThat(judgement.size()).isEqualTo(4);
      for (float feature : judgement.features()) {
        assertThat(feature).isFinite();
      }
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    Judge judge = new Judge(CONFIG, weights, engine(true));
    LabelledImages small =
        LabelledImages.owning(ImageShape.gray(2, 2), 10, new byte[4], new int[1]);
    assertThatThrownBy(() -> judge.of(small)).hasMessageContaining("28x28, not of 2x2");
    assertThatThrownBy(
            () ->
                JudgeTraining.run(CONFIG, PLAN, small, engine(false), JudgeTraining.Listener.NONE))
        .hasMessageContaining("cannot be trained on 1 images of 2x2");
    assertThatThrownBy(() -> new JudgeConfig(28, 28, 1, 1, 8, 8)).hasMessageContaining("classes");
    assertThatThrownBy(() -> new JudgeConfig(28, 28, 1, 2, 12, 8)).hasMessageContaining("12");
  }

  private static double accuracy(float[] trained) {
    int[] found = new Judge(CONFIG, trained, engine(true)).of(TEST).labels();
    return IntStream.range(0, found.length).filter(i -> found[i] == TEST.label(i)).count()
        / (double) found.length;
  }

  private static Engine engine(boolean fixedWeights) {
    Engine engine = Engines.fastest(EngineSettings.onHost(fixedWeights));
    engine.bind(2);
    return engine;
  }
}
