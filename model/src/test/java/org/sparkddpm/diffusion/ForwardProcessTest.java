package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class ForwardProcessTest {

  @Test
  void noisesByTheClosedFormAndOnlyInItsRange() {
    for (String name : NoiseSchedules.names()) {
      NoiseSchedule schedule = NoiseSchedules.of(name, 200);
      ForwardProcess process = new ForwardProcess(schedule);
      assertThat(process.schedule()).isSameAs(schedule);
      RandomStream random = RandomStream.of(5, Purpose.DRAWING, name.length());
      for (int round = 0; round < 200; round++) {
        int size = 1 + random.nextInt(40);
        int offset = random.nextInt(size);
        int length = random.nextInt(size - offset + 1);
        int t = random.nextInt(200);
        float[] x0 = new float[size];
        float[] epsilon = new float[size];
        float[] xt = new float[size];
        random.fillUniform(x0, 0, size, 1);
        random.fillGaussian(epsilon, 0, size);
        random.fillGaussian(xt, 0, size);
        float[] before = xt.clone();
        process.addNoise(x0, epsilon, xt, offset, length, t);
        double alphaBar = schedule.alphaBar(t);
        for (int i = 0; i < size; i++) {
          if (i < offset || i >= offset + length) {
            assertThat(xt[i]).isEqualTo(before[i]);
          } else {
            double expected = Math.sqrt(alphaBar) * x0[i] + Math.sqrt(1 - alphaBar) * epsilon[i];
            assertThat((double) xt[i]).isCloseTo(expected, within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void mayWriteOverItsInput() {
    ForwardProcess process = new ForwardProcess(NoiseSchedules.of("cosine", 50));
    float[] x0 = {-1, 0.25f, 1};
    float[] epsilon = {0.5f, -2, 1.5f};
    float[] apart = new float[3];
    process.addNoise(x0, epsilon, apart, 0, 3, 25);
    float[] inPlace = x0.clone();
    process.addNoise(inPlace, epsilon, inPlace, 0, 3, 25);
    assertThat(inPlace).containsExactly(apart);
    float[] overNoise = epsilon.clone();
    process.addNoise(x0, overNoise, overNoise, 0, 3, 25);
    assertThat(overNoise).containsExactly(apart);
  }

  @Test
  void refusesWhatDoesNotFit() {
    ForwardProcess process = new ForwardProcess(NoiseSchedules.of("cosine", 50));
    float[] three = new float[3];
    float[] two = new float[2];
    for (int t : new int[] {-1, 50}) {
      assertThatThrownBy(() -> process.addNoise(three, three, three, 0, 3, t))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("timestep " + t)
          .hasMessageContaining("0..49");
    }
    assertThatThrownBy(() -> process.addNoise(two, three, three, 0, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> process.addNoise(three, two, three, 0, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> process.addNoise(three, three, two, 0, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
