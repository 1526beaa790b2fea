package org.sparkddpm.diffusion;

import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * A batch of images on its way from noise to data, as a {@link Sampler} sees it. All is done by
 * kernel calls on tensors that stay the same, so that a sampler records its steps once; which step
 * it is, the engine counts.
 */
public final class Trajectory {

  private final Denoiser denoiser;
  private final IntPredicate guides;
  private final Denoiser.Batch plain;
  private final Denoiser.Batch guided;
  private final Kernels kernels;
  private final Tensor x;
  private final Tensor step;
  private final Tensor seed;
  private final Tensor images;
  private final Tensor found;

  /**
   * Makes the tensors.
   *
   * @param denoiser that predicts
   * @param guidance with both branches in one batch of twice the size, where it guides
   * @param sampler whose predictions are to be made
   * @param n images, at least 1
   */
  Trajectory(Denoiser denoiser, Guidance guidance, Sampler sampler, int n) {
    this.denoiser = denoiser;
    this.guides = timestep -> guidance.guides(sampler.schedule(), timestep);
    Set<Boolean> kinds =
        IntStream.range(0, sampler.steps())
            .boxed()
            .flatMap(each -> sampler.predictions(each).stream())
            .map(guides::test)
            .collect(Collectors.toSet());
    this.plain = kinds.contains(false) ? denoiser.batch(n) : null;
    this.guided =
        kinds.contains(true) ? new GuidedDenoiser(denoiser, guidance.scale()).batch(n) : null;
    Engine engine = denoiser.engine();
    this.kernels = engine.kernels();
    this.x = engine.floats(n, denoiser.imageSize());
    this.step = engine.floats(1, 1);
    this.seed = engine.integers(2);
    this.images = engine.integers(n, 3);
    this.found = engine.integers(2);
  }

  /** What it computes on. */
  public Engine engine() {
    return denoiser.engine();
  }

  /**
   * The images {@code [N, S]}: standard normal noise before the first step, data after the last.
   */
  public Tensor x() {
    return x;
  }

  /** {@code [1, 1]}: the step that runs, from 0 on. A step ends by {@link #advance}. */
  public Tensor step() {
    return step;
  }

  /** Whether predictions at a timestep are guided; those that are not are other calls. */
  public boolean isGuided(int timestep) {
    return guides.test(timestep);
  }

  /**
   * Predicts the noise in images.
   *
   * @param at {@code [N, S]}: {@link #x} or a point of the sampler's own
   * @param timestep one number, one of the sampler's {@link Sampler#predictions}
   * @param guide {@link #isGuided} of the timestep
   * @return {@code [N, S]}, overwritten by the next prediction
   */
  public Tensor predict(Tensor at, Tensor timestep, boolean guide) {
    Denoiser.Batch batch = guide ? guided : plain;
    kernels.copy(at, batch.images());
    kernels.fill(timestep, batch.timesteps());
    batch.predict();
    kernels.findNonFinite(batch.epsilon(), step, found);
    return batch.epsilon();
  }

  /**
   * Draws fresh noise.
   *
   * @param draw {@code [1, 1]}, from 0 on, another for each draw of the process: {@link #step}
   *     where a step draws once
   * @param out {@code [N, S]}, standard normal
   */
  public void noise(Tensor draw, Tensor out) {
    kernels.sampleNoise(seed, images, draw, out);
  }

  /** Goes on to the next step. */
  public void advance() {
    kernels.increment(step);
  }

  /** Begins anew with the noise of other images, which is draw -1. */
  void begin(long newSeed, int[] labels, long[] indices, float[] conditions) {
    Engine engine = engine();
    int[] ids = new int[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      ids[3 * i] = labels[i];
      ids[3 * i + 1] = (int) indices[i];
      ids[3 * i + 2] = (int) (indices[i] >>> Integer.SIZE);
    }
    engine.write(ids, images);
    engine.write(new int[] {(int) newSeed, (int) (newSeed >>> Integer.SIZE)}, seed);
    engine.write(new int[2], found);
    Stream.of(plain, guided)
        .filter(Objects::nonNull)
        .forEach(batch -> engine.write(conditions, batch.labels()));
    engine.write(new float[] {-1}, step);
    noise(step, x);
    advance();
  }

  /** A copy of the images. */
  float[] read() {
    return engine().read(x);
  }

  /** One more than the first step whose prediction was not finite, and where; zeros if none. */
  int[] nonFinite() {
    return engine().readIntegers(found);
  }
}
