package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;

/**
 * A denoiser that computes on arrays of the host; for engines whose recordings are the calls
 * themselves.
 */
abstract class HostDenoiser implements Denoiser {

  private final Engine engine = Engines.of("loops", EngineSettings.onHost(false));
  private final int imageSize;

  HostDenoiser(int imageSize) {
    this.imageSize = imageSize;
  }

  /** Writes the predictions; labels have {@link #NO_LABEL} where there is none. */
  abstract void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon);

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public int imageSize() {
    return imageSize;
  }

  @Override
  public int noLabel() {
    return 10;
  }

  @Override
  public Denoiser.Batch batch(int n) {
    return new Arrays(
        engine.floats(n, imageSize),
        engine.floats(n, 1),
        engine.floats(n, 1),
        engine.floats(n, imageSize));
  }

  private final class Arrays implements Denoiser.Batch {
    private final Tensor images;
    private final Tensor timesteps;
    private final Tensor labels;
    private final Tensor epsilon;

    Arrays(Tensor images, Tensor timesteps, Tensor labels, Tensor epsilon) {
      this.images = images;
      this.timesteps = timesteps;
      this.labels = labels;
      this.epsilon = epsilon;
    }

    @Override
    public Tensor images() {
      return images;
    }

    @Override
    public Tensor timesteps() {
      return timesteps;
    }

    @Override
    public Tensor labels() {
      return labels;
    }

    @Override
    public Tensor epsilon() {
      return epsilon;
    }

    @Override
    public void predict() {
      int[] conditions = integers(labels);
      for (int i = 0; i < conditions.length; i++) {
        conditions[i] = conditions[i] == noLabel() ? NO_LABEL : conditions[i];
      }
      float[] result = engine.read(epsilon);
      predictNoise(engine.read(images), integers(timesteps), conditions, result);
      engine.write(result, epsilon);
    }

    private int[] integers(Tensor tensor) {
      float[] values = engine.read(tensor);
      int[] integers = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        integers[i] = (int) values[i];
      }
      return integers;
    }
  }
}
