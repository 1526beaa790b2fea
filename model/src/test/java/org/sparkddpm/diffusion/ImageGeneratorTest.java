package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class ImageGeneratorTest {

  private static final int SIZE = 6;
  private static final NoiseSchedule SCHEDULE = NoiseSchedules.of("cosine", 20);
  private static final Sampler DDPM = Samplers.of("ddpm", SCHEDULE, 8, 0, true);

  /** A prediction that depends on every input of its image and on nothing else. */
  private static final HostDenoiser PER_IMAGE =
      new HostDenoiser(SIZE) {
        @Override
        void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
          for (int i = 0; i < epsilon.length; i++) {
            int image = i / SIZE;
            int neighbour = image * SIZE + (i + 1) % SIZE;
            epsilon[i] =
                0.6f * x[i] + 0.2f * x[neighbour] + 0.1f * labels[image] - 0.01f * timesteps[image];
          }
        }
      };

  private static final class Call {
    final float[] x;
    final int[] timesteps;
    final int[] labels;

    Call(float[] x, int[] timesteps, int[] labels) {
      this.x = x.clone();
      this.timesteps = timesteps.clone();
      this.labels = labels.clone();
    }
  }

  /** Keeps a copy of what each call was given. */
  private static Denoiser recording(List<Call> calls) {
    return new HostDenoiser(SIZE) {
      @Override
      void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
        assertThat(x).hasSize(labels.length * SIZE);
        assertThat(epsilon).hasSize(labels.length * SIZE);
        calls.add(new Call(x, timesteps, labels));
        PER_IMAGE.predictNoise(x, timesteps, labels, epsilon);
      }
    };
  }

  @Test
  void bothBranchesGoIntoOneCall() {
    List<Call> calls = new ArrayList<>();
    int[] labels = {4, 0, Denoiser.NO_LABEL};
    new ImageGenerator(recording(calls), DDPM, Guidance.of(2.5))
        .generate(1, labels, new long[] {0, 1, 2}, StepListener.NONE);
    assertThat(calls).hasSize(8);
    for (int step = 0; step < 8; step++) {
      Call call = calls.get(step);
      assertThat(call.labels).containsExactly(4, 0, -1, -1, -1, -1);
      assertThat(call.timesteps).hasSize(6).containsOnly(DDPM.timestep(step));
      assertThat(Arrays.copyOfRange(call.x, 0, 3 * SIZE))
          .isEqualTo(Arrays.copyOfRange(call.x, 3 * SIZE, 6 * SIZE));
    }
    assertThat(labels).containsExactly(4, 0, -1);
  }

  @Test
  void scalesOneAndZeroUseOneBranch() {
    List<Call> conditional = new ArrayList<>();
    new ImageGenerator(recording(conditional), DDPM, Guidance.of(1))
        .generate(1, new int[] {4, 0}, new long[] {0, 1}, StepListener.NONE);
    assertThat(conditional).hasSize(8);
    assertThat(conditional).allSatisfy(call -> assertThat(call.labels).containsExactly(4, 0));

    List<Call> unconditional = new ArrayList<>();
    new ImageGenerator(recording(unconditional), DDPM, Guidance.of(0))
        .generate(1, new int[] {4, 0}, new long[] {0, 1}, StepListener.NONE);
    assertThat(unconditional).hasSize(8);
    assertThat(unconditional).allSatisfy(call -> assertThat(call.labels).containsExactly(-1, -1));
  }

  /** Some of the steps of these tests lie in it and some do not. */
  private static final NoiseInterval MIDDLE =
      new NoiseInterval(SCHEDULE.sigma(4), SCHEDULE.sigma(13));

  @Test
  void stepsOutsideOfTheIntervalTakeOneBranch() {
    for (String name : Samplers.names()) {
      Sampler sampler = Samplers.of(name, SCHEDULE, 8, 0, true);
      Guidance guidance = new Guidance(2.5, MIDDLE);
      List<Call> calls = new ArrayList<>();
      new ImageGenerator(recording(calls), sampler, guidance)
          .generate(1, new int[] {4, 0}, new long[] {0, 1}, StepListener.NONE);
      List<Integer> predictions =
          IntStream.range(0, 8).boxed().flatMap(s -> sampler.predictions(s).stream()).toList();
      assertThat(calls).hasSameSizeAs(predictions);
      for (int i = 0; i < calls.size(); i++) {
        int timestep = predictions.get(i);
        int[] labels = timestep > 4 && timestep <= 13 ? new int[] {4, 0, -1, -1} : new int[] {4, 0};
        assertThat(calls.get(i).labels).containsExactly(labels);
        assertThat(calls.get(i).timesteps).containsOnly(timestep);
      }
      assertThat(calls.stream().mapToInt(call -> call.labels.length / 2).sum())
          .isEqualTo(guidance.callsPerImage(sampler));
    }
  }

  @Test
  void generationIsTheDocumentedLoop() {
    for (double scale : new double[] {0, 0.5, 1, 3}) {
      for (NoiseInterval interval : List.of(NoiseInterval.ALL, MIDDLE)) {
        // Of heun's two predictions a step, the loop makes the first alone.
        for (String name : List.of("ddpm", "ddim", "dpmpp-2m", "unipc")) {
          Sampler sampler = Samplers.of(name, SCHEDULE, 5, 0.5, true);
          Guidance guidance = new Guidance(scale, interval);
          float[] actual =
              new ImageGenerator(PER_IMAGE, sampler, guidance)
                  .generate(99, new int[] {7}, new long[] {123}, StepListener.NONE);
          assertThat(actual).isEqualTo(byHand(sampler, guidance, 99, 7, 123));
        }
      }
    }
  }

  private static float[] byHand(
      Sampler sampler, Guidance guidance, long seed, int label, long index) {
    float[][] after =
        new StepProbe(SIZE)
            .run(
                sampler,
                seed,
                label,
                index,
                (step, x) -> {
                  if (step == 0) {
                    RandomStream.of(seed, Purpose.SAMPLE_NOISE, label, index, -1)
                        .fillGaussian(x, 0, SIZE);
                  }
                  int timestep = sampler.timestep(step);
                  boolean whole = guidance.scale() == 0 || guidance.guides(SCHEDULE, timestep);
                  return guided(x, timestep, label, whole ? guidance.scale() : 1);
                });
    return after[sampler.steps() - 1];
  }

  private static float[] guided(float[] x, int timestep, int label, double scale) {
    int[] timesteps = {timestep};
    float[] with = new float[SIZE];
    float[] without = new float[SIZE];
    PER_IMAGE.predictNoise(x, timesteps, new int[] {label}, with);
    PER_IMAGE.predictNoise(x, timesteps, new int[] {Denoiser.NO_LABEL}, without);
    float[] epsilon = scale == 0 ? without : with;
    if (scale != 0 && scale != 1) {
      for (int i = 0; i < SIZE; i++) {
        epsilon[i] = without[i] + (float) scale * (with[i] - without[i]);
      }
    }
    return epsilon;
  }

  @Test
  void anImageDoesNotDependOnItsCompanyInTheBatch() {
    RandomStream random = RandomStream.of(6, Purpose.DRAWING);
    for (Guidance guidance :
        List.of(Guidance.of(0), Guidance.of(1), Guidance.of(2), new Guidance(2, MIDDLE))) {
      ImageGenerator generator = new ImageGenerator(PER_IMAGE, DDPM, guidance);
      for (int round = 0; round < 30; round++) {
        int count = 1 + random.nextInt(9);
        int[] labels = new int[count];
        long[] indices = new long[count];
        for (int i = 0; i < count; i++) {
          labels[i] = random.nextInt(11) - 1;
          indices[i] = random.nextInt(1000);
        }
        float[] batch = generator.generate(5, labels, indices, StepListener.NONE);
        for (int i = 0; i < count; i++) {
          float[] alone =
              generator.generate(
                  5, new int[] {labels[i]}, new long[] {indices[i]}, StepListener.NONE);
          assertThat(Arrays.copyOfRange(batch, i * SIZE, (i + 1) * SIZE)).isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void seedLabelAndIndexEachChangeTheImage() {
    ImageGenerator generator = new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(2));
    float[] image = generate(generator, 1, 2, 3);
    assertThat(generate(generator, 1, 2, 3)).isEqualTo(image);
    assertThat(generate(generator, 2, 2, 3)).isNotEqualTo(image);
    assertThat(generate(generator, 1, 3, 3)).isNotEqualTo(image);
    assertThat(generate(generator, 1, 2, 4)).isNotEqualTo(image);
    assertThat(generate(generator, 1, 2, 3 + (1L << 32))).isNotEqualTo(image);
  }

  private static float[] generate(ImageGenerator generator, long seed, int label, long index) {
    return generator.generate(seed, new int[] {label}, new long[] {index}, StepListener.NONE);
  }

  @Test
  void aGeneratorAnswersAnewWhateverItWasAskedBefore() {
    ImageGenerator used = new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(2));
    RandomStream random = RandomStream.of(8, Purpose.DRAWING);
    for (int round = 0; round < 30; round++) {
      int[] labels = new int[1 + random.nextInt(3)];
      long[] indices = new long[labels.length];
      Arrays.setAll(labels, i -> random.nextInt(10));
      Arrays.setAll(indices, i -> random.nextInt(100));
      long seed = ((long) random.nextInt() << Integer.SIZE) + random.nextInt();
      assertThat(used.generate(seed, labels, indices, StepListener.NONE))
          .isEqualTo(
              new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(2))
                  .generate(seed, labels, indices, StepListener.NONE));
    }
  }

  @Test
  void theListenerHearsOfEveryStepInOrder() {
    List<Integer> steps = new ArrayList<>();
    List<float[]> frames = new ArrayList<>();
    float[] samples =
        new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(1))
            .generate(
                1,
                new int[] {1, 2},
                new long[] {0, 0},
                (step, images) -> {
                  steps.add(step);
                  frames.add(images.get());
                });
    assertThat(steps).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(frames).allSatisfy(frame -> assertThat(frame).hasSize(2 * SIZE));
    assertThat(frames.get(7)).isEqualTo(samples);
    assertThat(frames.get(6)).isNotEqualTo(samples);
  }

  @Test
  void aPredictionThatIsNotFiniteStopsTheGeneration() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (double scale : new double[] {1, 2}) {
        for (int position = SIZE; position < (scale == 1 ? 2 : 4) * SIZE; position += 2 * SIZE) {
          Denoiser broken = breaking(DDPM.timestep(3), position, bad);
          assertThatThrownBy(
                  () ->
                      new ImageGenerator(broken, DDPM, Guidance.of(scale))
                          .generate(1, new int[] {4, 5}, new long[] {6, 17}, StepListener.NONE))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("not finite")
              .hasMessageContaining("step 3 of 8")
              .hasMessageContaining("timestep " + DDPM.timestep(3))
              .hasMessageContaining("label 5, index 17");
        }
      }
    }
  }

  private static Denoiser breaking(int timestep, int position, float bad) {
    return new HostDenoiser(SIZE) {
      @Override
      void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
        PER_IMAGE.predictNoise(x, timesteps, labels, epsilon);
        if (timesteps[0] == timestep) {
          epsilon[position] = bad;
        }
      }
    };
  }

  @Test
  void badArgumentsAreRefusedAndNothingGivesNothing() {
    for (double scale : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(scale)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("guidance scale is " + scale);
    }
    ImageGenerator generator = new ImageGenerator(PER_IMAGE, DDPM, Guidance.of(2));
    assertThatThrownBy(
            () -> generator.generate(1, new int[] {1}, new long[] {1, 2}, StepListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 labels but 2 indices");
    assertThatThrownBy(
            () -> generator.generate(1, new int[] {1, -2}, new long[] {1, 2}, StepListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 1 is -2");
    Denoiser huge = new GaussianDenoiser(PER_IMAGE.engine(), SCHEDULE, 1 << 30, 0, 1);
    assertThatThrownBy(() -> generate(new ImageGenerator(huge, DDPM, Guidance.of(2)), 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batch of 1 images")
        .hasMessageContaining("2147483648 values");
    assertThat(generator.generate(1, new int[0], new long[0], StepListener.NONE)).isEmpty();
  }
}
