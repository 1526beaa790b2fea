package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

/** Copies between host and card, images, and threads. */
class CudaEngineTest {

  /** More than one piece on the way to the card. */
  private static final int MANY = 2_500_003;

  private CudaEngine engine;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void engine() {
    engine = EmulatedEngine.create();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void saysWhatItComputesOn() {
    assertThat(engine.name()).isEqualTo("cuda");
    assertThat(engine.describe())
        .matches(
            "Emulated device, capability 9\\.0, 8192 MiB, driver for CUDA 13\\.\\d, products in"
                + " fp32");
  }

  @Test
  void newMemoryIsZero() {
    assertThat(engine.read(engine.floats(3, 5))).hasSize(15).containsOnly(0);
    assertThat(engine.readIntegers(engine.integers(7))).hasSize(7).containsOnly(0);
    assertThat(engine.read(engine.floats(0))).isEmpty();
  }

  @Test
  void floatsComeBackAsTheyWere() {
    float[] values = new float[MANY];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
    }
    Tensor whole = engine.floats(MANY + 9);
    FloatBuffer from = FloatBuffer.wrap(values);
    from.position(2);
    engine.write(from, whole.part(5, MANY - 3));
    assertThat(from.position()).isEqualTo(MANY - 1);
    FloatBuffer into = FloatBuffer.allocate(MANY + 20);
    into.position(1);
    engine.read(whole, into);
    assertThat(into.position()).isEqualTo(MANY + 10);
    float[] expected = new float[MANY + 20];
    System.arraycopy(values, 2, expected, 6, MANY - 3);
    assertThat(into.array()).isEqualTo(expected);
  }

  @Test
  void manySmallCopiesStayInOrder() {
    Tensor x = engine.floats(1000);
    Tensor integers = engine.integers(3);
    float[] values = new float[1000];
    for (int i = 0; i < 3000; i++) {
      Arrays.fill(values, i);
      engine.write(values, x);
      engine.write(new int[] {i, -i, Integer.MIN_VALUE + i}, integers);
      if (i % 700 == 0) {
        assertThat(engine.read(x)).containsOnly(i);
      }
    }
    assertThat(engine.read(x)).containsOnly(2999);
    assertThat(engine.readIntegers(integers))
        .containsExactly(2999, -2999, Integer.MIN_VALUE + 2999);
  }

  @Test
  void refusesCopiesThatDoNotFit() {
    Tensor x = engine.floats(3);
    assertThatThrownBy(() -> engine.write(FloatBuffer.allocate(2), x))
        .isInstanceOf(BufferUnderflowException.class);
    assertThatThrownBy(() -> engine.read(x, FloatBuffer.allocate(2)))
        .isInstanceOf(BufferOverflowException.class);
    assertThatThrownBy(() -> engine.write(new int[2], engine.integers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 integers were given");
    assertThatThrownBy(() -> engine.write(new int[3], x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Engine.integers");
    assertThatThrownBy(() -> engine.read(engine.integers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Engine.floats");
  }

  @Test
  void imagesLieOnTheCardByteByByte() {
    for (int count : new int[] {0, 1, 3, 40_001}) {
      ImageShape shape = ImageShape.colour(5, 7);
      byte[] pixels = new byte[count * shape.size()];
      new Random(count).nextBytes(pixels);
      int[] labels = new int[count];
      Arrays.setAll(labels, i -> i % 10);
      CudaImages images = (CudaImages) engine.load(new LabelledImages(shape, 10, pixels, labels));
      assertThat(images.size()).isEqualTo(count);
      assertThat(images.shape()).isEqualTo(shape);
      assertThat(engine.readIntegers(images.labels())).isEqualTo(labels);
      int[] packed = engine.readIntegers(images.pixels());
      byte[] unpacked = new byte[pixels.length];
      for (int i = 0; i < unpacked.length; i++) {
        unpacked[i] = (byte) (packed[i / 4] >> (8 * (i % 4)));
      }
      assertThat(unpacked).isEqualTo(pixels);
    }
  }

  @Test
  void twoEnginesTakeTurnsAndAnotherThreadGoesOn() {
    try (CudaEngine other = EmulatedEngine.create(Precision.TF32)) {
      Tensor mine = engine.floats(1);
      Tensor others = other.floats(1);
      for (int i = 0; i < 3; i++) {
        engine.kernels().increment(mine);
        other.kernels().increment(others);
        other.kernels().increment(others);
      }
      float[] inAnotherThread =
          CompletableFuture.supplyAsync(
                  () -> {
                    engine.bind(2);
                    engine.kernels().increment(mine);
                    return engine.read(mine);
                  })
              .join();
      assertThat(inAnotherThread).containsExactly(4);
      assertThat(other.read(others)).containsExactly(6);
      assertThatThrownBy(() -> engine.bind(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> engine.kernels().increment(others))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another engine");
    }
  }
}
