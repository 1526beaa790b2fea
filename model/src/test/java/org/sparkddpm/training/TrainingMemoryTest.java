package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.MeasuredEngine;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.unet.UNetPresets;

/** What is told of training's memory against what training takes. */
class TrainingMemoryTest {

  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(1e-3), new AdamDecays(0.9, 0.99, 1e-8));
  private static final ModelConfig MODEL =
      new ModelConfig(
          UNetPresets.of("tiny", 28, 28, 1, 10, true, true),
          new DiffusionConfig("cosine", 100),
          28,
          28);

  @Test
  void isWhatAnEngineIsAskedFor() {
    LabelledImages digits = Strokes.draw(0, 20);
    LabelledImages held = Strokes.draw(1, 7);
    MeasuredEngine engine = new MeasuredEngine(Engines.of("cpu", EngineSettings.onHost(false)));
    engine.bind(1);
    TrainingStep step = new TrainingStep(MODEL, ADAM, 1, engine);
    step.network().initialize(1);
    step.run(digits, MODEL.noising(1, 0.1, false), plan(20, 8), 0, 0);
    step.lossSum(held, MODEL.noising(1, 0, true), plan(7, 5));
    step.run(digits, MODEL.noising(1, 0.1, false), plan(12, 8), 3, 3);
    long told =
        TrainingMemory.bytes(
            MODEL,
            ADAM,
            new TrainingMemory.Plans(Set.of(8, 4), 3, 20),
            new TrainingMemory.Plans(Set.of(5, 2), 2, 7));
    assertThat(told).isEqualTo(engine.bytes());
  }

  @Test
  void growsWithTheBatchAndWithoutValidationIsLess() {
    TrainingMemory.Plans validation = new TrainingMemory.Plans(Set.of(50), 20, 1000);
    long small = TrainingMemory.bytes(MODEL, ADAM, plans(16), TrainingMemory.Plans.NONE);
    long large = TrainingMemory.bytes(MODEL, ADAM, plans(1024), TrainingMemory.Plans.NONE);
    assertThat(large).isGreaterThan(8 * small);
    assertThat(TrainingMemory.bytes(MODEL, ADAM, plans(16), validation)).isGreaterThan(small);
  }

  private static TrainingMemory.Plans plans(int batch) {
    return new TrainingMemory.Plans(Set.of(batch), 10, 60_000);
  }

  private static MinibatchPlan plan(int images, int batch) {
    int[] positions = IntStream.range(0, images).toArray();
    return MinibatchPlan.once(
        1, batch, positions, IntStream.of(positions).asLongStream().toArray());
  }
}
