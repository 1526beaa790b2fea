package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * What any engine must draw: the integers of the random streams bit by bit, and their Gaussians as
 * near as the engine promises.
 */
public abstract class NoiseKernelsCases {

  private static final long SEED = 0xDEADBEEF12345678L;
  private static final int TIMESTEPS = 200;
  private static final int BATCH = 7;
  private static final int STEPS = 3;
  private static final int CLASSES = 10;
  private static final double DROPOUT = 0.4;
  private static final int CASES = 12;

  private final Engine engine;
  private final float tolerance;
  private final RandomTensors tensors;
  private final NoiseSchedule schedule = NoiseSchedules.of("cosine", TIMESTEPS);

  /**
   * The cases for an engine.
   *
   * @param tolerance of a Gaussian's difference, 0 if it has the same bits
   */
  protected NoiseKernelsCases(Engine engine, float tolerance) {
    this.engine = engine;
    this.tolerance = tolerance;
    this.tensors = new RandomTensors(engine, 31);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noisedBatch(boolean validation) {
    draw(new Canvas(new ImageShape(5, 6, 3), 8, 9), BATCH, validation);
  }

  @Test
  void noisedBatchesOfAnySize() {
    for (int i = 0; i < CASES; i++) {
      int channels = tensors.coin() ? ImageShape.GRAY : ImageShape.COLOUR;
      int side = i % 3 == 0 ? 40 : 9;
      ImageShape shape = new ImageShape(tensors.size(1, side), tensors.size(1, side), channels);
      int height = shape.height() + tensors.size(0, 5);
      int width = shape.width() + tensors.size(0, 5);
      draw(new Canvas(shape, height, width), i % 2 == 0 ? 1 : tensors.size(2, 20), false);
    }
  }

  private void draw(Canvas canvas, int batch, boolean validation) {
    Random random = new Random(11);
    LabelledImages images = images(canvas.image(), random, 12);
    long roundNumber = 5_000_000_017L;
    int[] positions = random.ints((long) STEPS * batch, 0, images.size()).toArray();
    long[] examples = random.longs(positions.length, 0, 9_000_000_000L).toArray();
    int[] epochs = random.ints(positions.length, 0, 3).toArray();
    int[] rows = new int[4 * positions.length];
    for (int i = 0; i < positions.length; i++) {
      rows[4 * i] = positions[i];
      rows[4 * i + 1] = (int) examples[i];
      rows[4 * i + 2] = (int) (examples[i] >>> Integer.SIZE);
      rows[4 * i + 3] = epochs[i];
    }
    Tensor plan = engine.integers(STEPS, batch, 4);
    engine.write(rows, plan);
    Tensor round = halves(roundNumber);
    Tensor levels = levels();
    Tensor cursor = engine.floats(1, 1);
    ResidentImages resident = engine.load(images);
    Noising noising = new Noising(canvas, SEED, TIMESTEPS, DROPOUT, CLASSES, validation);
    ForwardProcess process = new ForwardProcess(schedule);
    int size = canvas.size();
    // The last step of a round may have fewer images than the plan has room for.
    for (int count : new int[] {batch, batch, batch - batch / 2}) {
      Tensor x = tensors.unwritten(count, size);
      Tensor noise = tensors.unwritten(count, size);
      Tensor timesteps = tensors.unwritten(count, 1);
      Tensor labels = tensors.unwritten(count, 1);
      engine
          .kernels()
          .noisedBatch(noising, resident, levels, round, plan, cursor, x, timesteps, labels, noise);
      int first = batch * (int) engine.read(cursor)[0];
      for (int i = 0; i < count; i++) {
        int at = first + i;
        long epoch = 2L * epochs[at];
        RandomStream draws =
            RandomStream.of(
                SEED,
                validation ? Purpose.VALIDATION : Purpose.TRAINING_TIMESTEP,
                roundNumber,
                examples[at],
                epoch);
        int timestep = draws.nextInt(TIMESTEPS);
        boolean dropped = draws.nextDouble() < DROPOUT;
        float[] expectedNoise = new float[size];
        RandomStream.of(
                SEED,
                validation ? Purpose.VALIDATION : Purpose.TRAINING_NOISE,
                roundNumber,
                examples[at],
                epoch + 1)
            .fillGaussian(expectedNoise, 0, size);
        float[] expectedX = new float[size];
        canvas.draw(images.image(positions[at]), expectedX, 0);
        process.addNoise(expectedX, expectedNoise, expectedX, 0, size, timestep);
        assertThat(engine.read(timesteps)[i]).isEqualTo(timestep);
        assertThat(engine.read(labels)[i])
            .isEqualTo(dropped ? CLASSES : images.label(positions[at]));
        assertClose(noise, i, expectedNoise);
        assertClose(x, i, expectedX);
      }
      engine.kernels().increment(cursor);
    }
  }

  @Test
  void sampleNoise() {
    long[] labels = {-1, 0, 9};
    long[] indices = {0, 4, 6_000_000_001L};
    Tensor drawn = engine.integers(labels.length, 3);
    int[] rows = new int[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      rows[3 * i] = (int) labels[i];
      rows[3 * i + 1] = (int) indices[i];
      rows[3 * i + 2] = (int) (indices[i] >>> Integer.SIZE);
    }
    engine.write(rows, drawn);
    Tensor seed = halves(SEED);
    for (int size : new int[] {1, 2, 81, 1024, 9999}) {
      Tensor out = tensors.unwritten(labels.length, size);
      for (int step = -1; step < 3; step++) {
        engine.kernels().sampleNoise(seed, drawn, tensors.of(step).reshape(1, 1), out);
        for (int i = 0; i < labels.length; i++) {
          float[] expected = new float[size];
          RandomStream.of(SEED, Purpose.SAMPLE_NOISE, labels[i], indices[i], step)
              .fillGaussian(expected, 0, size);
          assertClose(out, i, expected);
        }
      }
    }
  }

  private void assertClose(Tensor batch, int i, float[] expected) {
    float[] actual = engine.read(batch.part(i * batch.size(1), batch.size(1)));
    assertThat(actual).containsExactly(expected, within(tolerance));
  }

  private Tensor levels() {
    float[] values = new float[2 * TIMESTEPS];
    for (int t = 0; t < TIMESTEPS; t++) {
      values[2 * t] = (float) Math.sqrt(schedule.alphaBar(t));
      values[2 * t + 1] = (float) Math.sqrt(1 - schedule.alphaBar(t));
    }
    Tensor levels = engine.floats(TIMESTEPS, 2);
    engine.write(values, levels);
    return levels;
  }

  private Tensor halves(long number) {
    Tensor halves = engine.integers(2);
    engine.write(new int[] {(int) number, (int) (number >>> Integer.SIZE)}, halves);
    return halves;
  }

  private static LabelledImages images(ImageShape shape, Random random, int count) {
    byte[] pixels = new byte[count * shape.size()];
    random.nextBytes(pixels);
    return new LabelledImages(shape, CLASSES, pixels, random.ints(count, 0, CLASSES).toArray());
  }
}
