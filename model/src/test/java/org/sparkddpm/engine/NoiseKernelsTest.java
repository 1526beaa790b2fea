package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** The engines of the host's memory draw the numbers of the random streams, bit by bit. */
class NoiseKernelsTest {

  private static final long SEED = 0xDEADBEEF12345678L;
  private static final int TIMESTEPS = 200;
  private static final int BATCH = 7;
  private static final int STEPS = 3;
  private static final int NO_LABEL = 10;
  private static final ImageShape SHAPE = new ImageShape(5, 6, 3);
  private static final double DROPOUT = 0.4;

  private final Canvas canvas = new Canvas(SHAPE, 8, 9);
  private final NoiseSchedule schedule = NoiseSchedules.of("cosine", TIMESTEPS);
  private final LabelledImages images = images(new Random(3), 12);

  @ParameterizedTest
  @CsvSource({
    "cpu, false",
    "cpu, true",
    "nd4j, false",
    "nd4j, true",
    "loops, false",
    "loops, true"
  })
  void noisedBatch(String name, boolean validation) {
    Engine engine = Engines.of(name, EngineSettings.onHost(false));
    Random random = new Random(11);
    long roundNumber = 5_000_000_017L;
    int[] positions = random.ints((long) STEPS * BATCH, 0, images.size()).toArray();
    long[] examples = random.longs(positions.length, 0, 9_000_000_000L).toArray();
    int[] epochs = random.ints(positions.length, 0, 3).toArray();
    int[] rows = new int[4 * positions.length];
    for (int i = 0; i < positions.length; i++) {
      rows[4 * i] = positions[i];
      rows[4 * i + 1] = (int) examples[i];
      rows[4 * i + 2] = (int) (examples[i] >>> Integer.SIZE);
      rows[4 * i + 3] = epochs[i];
    }
    Tensor plan = engine.integers(STEPS, BATCH, 4);
    engine.write(rows, plan);
    Tensor round = halves(engine, roundNumber);
    Tensor levels = levels(engine);
    Tensor cursor = engine.floats(1, 1);
    ResidentImages resident = engine.load(images);
    Noising noising = new Noising(canvas, SEED, TIMESTEPS, DROPOUT, NO_LABEL, validation);
    ForwardProcess process = new ForwardProcess(schedule);
    int size = canvas.size();
    // The last step of a round may have fewer images than the plan has room for.
    for (int count : new int[] {BATCH, BATCH, BATCH - 3}) {
      Tensor x = engine.floats(count, size);
      Tensor noise = engine.floats(count, size);
      Tensor timesteps = engine.floats(count, 1);
      Tensor labels = engine.floats(count, 1);
      engine
          .kernels()
          .noisedBatch(noising, resident, levels, round, plan, cursor, x, timesteps, labels, noise);
      int first = BATCH * (int) engine.read(cursor)[0];
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
            .isEqualTo(dropped ? NO_LABEL : images.label(positions[at]));
        assertThat(image(engine, noise, i)).isEqualTo(expectedNoise);
        assertThat(image(engine, x, i)).isEqualTo(expectedX);
      }
      engine.kernels().increment(cursor);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "nd4j", "loops"})
  void sampleNoise(String name) {
    Engine engine = Engines.of(name, EngineSettings.onHost(false));
    long[] labels = {-1, 0, 9};
    long[] indices = {0, 4, 6_000_000_001L};
    int size = 81;
    Tensor drawn = engine.integers(labels.length, 3);
    int[] rows = new int[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      rows[3 * i] = (int) labels[i];
      rows[3 * i + 1] = (int) indices[i];
      rows[3 * i + 2] = (int) (indices[i] >>> Integer.SIZE);
    }
    engine.write(rows, drawn);
    Tensor seed = halves(engine, SEED);
    Tensor out = engine.floats(labels.length, size);
    for (int step = -1; step < 3; step++) {
      Tensor at = engine.floats(1, 1);
      engine.write(new float[] {step}, at);
      engine.kernels().sampleNoise(seed, drawn, at, out);
      for (int i = 0; i < labels.length; i++) {
        float[] expected = new float[size];
        RandomStream.of(SEED, Purpose.SAMPLE_NOISE, labels[i], indices[i], step)
            .fillGaussian(expected, 0, size);
        assertThat(image(engine, out, i)).isEqualTo(expected);
      }
    }
  }

  private Tensor levels(Engine engine) {
    float[] values = new float[2 * TIMESTEPS];
    for (int t = 0; t < TIMESTEPS; t++) {
      values[2 * t] = (float) Math.sqrt(schedule.alphaBar(t));
      values[2 * t + 1] = (float) Math.sqrt(1 - schedule.alphaBar(t));
    }
    Tensor levels = engine.floats(TIMESTEPS, 2);
    engine.write(values, levels);
    return levels;
  }

  private static Tensor halves(Engine engine, long number) {
    Tensor halves = engine.integers(2);
    engine.write(new int[] {(int) number, (int) (number >>> Integer.SIZE)}, halves);
    return halves;
  }

  private static float[] image(Engine engine, Tensor batch, int i) {
    return engine.read(batch.part(i * batch.size(1), batch.size(1)));
  }

  private static LabelledImages images(Random random, int count) {
    byte[] pixels = new byte[count * SHAPE.size()];
    random.nextBytes(pixels);
    return new LabelledImages(SHAPE, 10, pixels, random.ints(count, 0, 10).toArray());
  }
}
