package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The twins of the instructions on tensor core tiles multiply like plain sums. */
class EmulatedTilesTest {

  private static final int ROWS = 32;
  private static final int COLUMNS = 32;
  private static final int TF32 = 1;
  private static final int BF16 = 2;
  private static final float UNWRITTEN = Float.NaN;

  @TempDir static Path folder;

  @BeforeAll
  static void needCompiler() {
    EmulatedDevice.assumeAvailable();
  }

  @Test
  void tf32() throws IOException {
    multiplies(TF32, 8, value -> rounded(value, 10));
  }

  @Test
  void bf16() throws IOException {
    multiplies(BF16, 16, value -> rounded(value, 7));
  }

  @Test
  void lateCopiesShowReadsWithoutAWait() throws IOException {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    try (PrivateDriver driver = new PrivateDriver(folder)) {
      assertThat(copied(driver, values)).isEqualTo(values);
      assertThat(copied(driver, values, "-DEMULATED_LATE_COPIES=1"))
          .containsExactly(1, 2, 3, 4, UNWRITTEN, UNWRITTEN, UNWRITTEN, UNWRITTEN);
    }
  }

  private static float[] copied(PrivateDriver driver, float[] values, String... options)
      throws IOException {
    PrivateDriver.Compilation compilation = driver.compile(EmulatedDeviceTest.source(), options);
    assertThat(compilation.result()).as(compilation.log()).isZero();
    long kernel = driver.function(driver.module(compilation.image()), "copies");
    long to = driver.allocate(4L * values.length);
    assertThat(driver.launch(kernel, 1, 32, 0, driver.upload(values), to)).isZero();
    return driver.floats(to, values.length);
  }

  private static void multiplies(int precision, int depth, DoubleUnaryOperator round)
      throws IOException {
    Random random = new Random(precision);
    float[] a = draw(random, ROWS * depth);
    float[] b = draw(random, depth * COLUMNS);
    float[] c = draw(random, ROWS * COLUMNS);
    float[] d;
    try (PrivateDriver driver = new PrivateDriver(folder)) {
      long kernel = driver.function(EmulatedDeviceTest.module(driver, precision), "tiles");
      long sums = driver.upload(c);
      assertThat(driver.launch(kernel, 1, 32, 0, driver.upload(a), driver.upload(b), sums))
          .isZero();
      d = driver.floats(sums, c.length);
    }
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        double expected = c[i * COLUMNS + j];
        for (int k = 0; k < depth; k++) {
          expected +=
              round.applyAsDouble(a[i * depth + k]) * round.applyAsDouble(b[k * COLUMNS + j]);
        }
        assertThat((double) d[i * COLUMNS + j])
            .as("row %d, column %d", i, j)
            .isCloseTo(expected, Offset.offset(2e-6));
      }
    }
  }

  /** To so many bits of mantissa after the leading one, to nearest; no value here is a tie. */
  private static double rounded(double value, int bits) {
    double step = Math.scalb(1.0, Math.getExponent(value) - bits);
    return Math.rint(value / step) * step;
  }

  private static float[] draw(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
