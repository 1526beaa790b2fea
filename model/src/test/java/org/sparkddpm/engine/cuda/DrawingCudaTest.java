package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.loops.LoopsEngine;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class DrawingCudaTest {

  /**
   * A divisor of 2^32 + 1: 0.16 % of the words must be drawn anew for all timesteps to be equally
   * likely, which is as many as there can be for so many timesteps.
   */
  private static final int TIMESTEPS = 6_700_417;

  private static final Canvas PIXEL = new Canvas(ImageShape.gray(1, 1), 1, 1);

  private final Engine engine = EmulatedEngine.create();
  private final Kernels kernels = engine.kernels();
  private final RandomTensors tensors = new RandomTensors(engine, 47);
  private final Random random = new Random(5);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void timestepsAndDroppedLabelsAreThoseOfTheHostBitByBit() {
    int batch = 5000;
    LabelledImages images = new LabelledImages(PIXEL.image(), 3, new byte[] {7}, new int[] {2});
    for (long seed : new long[] {0, -1, 0x123456789ABCDEFL, Long.MIN_VALUE}) {
      Noising noising = new Noising(PIXEL, seed, TIMESTEPS, 0.1, 3, false);
      int[] round = {random.nextInt(), random.nextInt()};
      int[] rows = random.ints(4L * batch).toArray();
      for (int i = 0; i < batch; i++) {
        rows[4 * i] = 0;
      }
      Batch actual = new Batch(engine, images, noising, round, rows);
      Batch expected = new Batch(new LoopsEngine(), images, noising, round, rows);
      assertThat(actual.timesteps).isEqualTo(expected.timesteps);
      assertThat(actual.labels).isEqualTo(expected.labels);
      assertThat(actual.labels).contains(3);
    }
  }

  /** What one step of a plan draws of images of one pixel. */
  private static final class Batch {
    final float[] timesteps;
    final float[] labels;

    Batch(Engine engine, LabelledImages images, Noising noising, int[] round, int[] rows) {
      int count = rows.length / 4;
      Tensor plan = engine.integers(1, count, 4);
      engine.write(rows, plan);
      Tensor halves = engine.integers(2);
      engine.write(round, halves);
      Tensor drawn = engine.floats(count, 1);
      Tensor classes = engine.floats(count, 1);
      engine
          .kernels()
          .noisedBatch(
              noising,
              engine.load(images),
              engine.floats(noising.timesteps(), 2),
              halves,
              plan,
              engine.floats(1, 1),
              engine.floats(count, 1),
              drawn,
              classes,
              engine.floats(count, 1));
      timesteps = engine.read(drawn);
      labels = engine.read(classes);
    }
  }

  @Test
  void tenMillionGaussiansAreNearThoseOfTheHost() {
    int count = 10;
    int size = 1 << 20;
    int[] rows = random.ints(3L * count).toArray();
    int[] seed = {17, -5};
    Tensor images = engine.integers(count, 3);
    engine.write(rows, images);
    Tensor halves = engine.integers(2);
    engine.write(seed, halves);
    Tensor out = tensors.unwritten(count, size);
    kernels.sampleNoise(halves, images, tensors.of(-1), out);
    float worst = 0;
    float greatest = 0;
    for (int i = 0; i < count; i++) {
      float[] actual = engine.read(out.part((long) i * size, size));
      float[] expected = new float[size];
      RandomStream.of(
              join(seed[0], seed[1]),
              Purpose.SAMPLE_NOISE,
              rows[3 * i],
              join(rows[3 * i + 1], rows[3 * i + 2]),
              -1)
          .fillGaussian(expected, 0, size);
      for (int k = 0; k < size; k++) {
        float difference = Math.abs(actual[k] - expected[k]);
        // Not by Math.max, whose NaN would be below the limit.
        worst = difference <= worst ? worst : difference;
        greatest = Math.max(greatest, Math.abs(expected[k]));
      }
    }
    assertThat(greatest).isGreaterThan(5);
    assertThat(worst).isLessThan(1e-6f);
  }

  private static long join(int low, int high) {
    return (low & 0xFFFFFFFFL) | (long) high << Integer.SIZE;
  }

  @Test
  void aRowOrImageThatIsNotThereGivesNoNumber() {
    LabelledImages images =
        new LabelledImages(PIXEL.image(), 1, new byte[] {1, 2}, new int[] {0, 0});
    ResidentImages resident = engine.load(images);
    Noising noising = new Noising(PIXEL, 1, 5, 0, 1, false);
    Tensor plan = engine.integers(1, 4, 4);
    engine.write(new int[] {1, 0, 0, 0, 2, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0}, plan);
    for (float cursor : new float[] {0, 1, -1, Float.NaN}) {
      Tensor x = tensors.unwritten(4, 1);
      Tensor timesteps = tensors.unwritten(4, 1);
      Tensor labels = tensors.unwritten(4, 1);
      kernels.noisedBatch(
          noising,
          resident,
          engine.floats(5, 2),
          engine.integers(2),
          plan,
          tensors.of(cursor).reshape(1, 1),
          x,
          timesteps,
          labels,
          tensors.unwritten(4, 1));
      for (Tensor tensor : new Tensor[] {x, timesteps, labels}) {
        float[] values = engine.read(tensor);
        boolean[] missing = {cursor != 0, true, true, cursor != 0};
        for (int i = 0; i < values.length; i++) {
          assertThat(Float.isNaN(values[i])).as("image %d at %s", i, cursor).isEqualTo(missing[i]);
        }
      }
    }
  }

  @Test
  void timestepsAreEmbeddedAlsoWhereTheyAreNoWholeOnesOrNoNumbers() {
    float[] times = new float[19];
    for (int i = 0; i < times.length; i++) {
      times[i] = (float) (random.nextDouble() * 4000 - 1000);
    }
    times[3] = Float.NaN;
    times[8] = Float.POSITIVE_INFINITY;
    Tensor out = tensors.unwritten(times.length, 64);
    kernels.sinusoids(tensors.of(times), out);
    Engine host = new LoopsEngine();
    Tensor expected = host.floats(times.length, 64);
    host.kernels().sinusoids(new RandomTensors(host, 1).of(times), expected);
    float[] a = engine.read(out);
    float[] e = host.read(expected);
    for (int i = 0; i < a.length; i++) {
      if (Float.isNaN(e[i])) {
        assertThat(a[i]).as("element %d", i).isNaN();
      } else {
        assertThat(Math.abs(a[i] - e[i])).as("element %d", i).isLessThan(1e-6f);
      }
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    LabelledImages images = new LabelledImages(PIXEL.image(), 1, new byte[] {1}, new int[] {0});
    ResidentImages resident = engine.load(images);
    Tensor one = engine.floats(1, 1);
    Canvas other = new Canvas(ImageShape.gray(2, 1), 2, 1);
    assertThatThrownBy(() -> draw(PIXEL, resident, engine.integers(1, 1, 3), one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be [steps, 1 or more, 4], but is a tensor [1, 1, 3]");
    assertThatThrownBy(() -> draw(PIXEL, resident, engine.integers(1, 1, 4), engine.floats(1, 2)))
        .hasMessageContaining("the noised images must have 1 elements");
    assertThatThrownBy(() -> draw(other, resident, engine.integers(1, 1, 4), engine.floats(1, 2)))
        .hasMessageContaining("for images of 1x2, but those on the device are 1x1");
    assertThatThrownBy(() -> draw(PIXEL, resident, engine.floats(1, 1, 4), one))
        .hasMessage("the plan must be of integers: make the tensor by Engine.integers");
    ResidentImages elsewhere = new LoopsEngine().load(images);
    assertThatThrownBy(() -> draw(PIXEL, elsewhere, engine.integers(1, 1, 4), one))
        .hasMessageContaining("load them by the engine that draws");
    assertThatThrownBy(() -> kernels.sinusoids(one, engine.floats(1, 5)))
        .hasMessageContaining("need an even width");
  }

  private void draw(Canvas canvas, ResidentImages images, Tensor plan, Tensor x) {
    Tensor one = engine.floats(1, 1);
    kernels.noisedBatch(
        new Noising(canvas, 1, 5, 0, 1, false),
        images,
        engine.floats(5, 2),
        engine.integers(2),
        plan,
        one,
        x,
        one,
        one,
        engine.floats(1, canvas.size()));
  }
}
