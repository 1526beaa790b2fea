package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.THREADS;

import java.util.Locale;
import org.sparkddpm.engine.HostKernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.random.Purpose;

/** Minibatches, noise and embedded timesteps, drawn on the device (drawing.cu). */
final class DrawingCuda {

  /** Numbers that a thread draws at a time: those of one block of the generator. */
  private static final int QUAD = 4;

  /** Timesteps for which a thread uses the frequency that it has found. */
  private static final int ROWS = 8;

  private final Launcher launcher;

  DrawingCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void noisedBatch(
      Noising noising,
      ResidentImages images,
      Tensor levels,
      Tensor round,
      Tensor plan,
      Tensor cursor,
      Tensor x,
      Tensor timesteps,
      Tensor labels,
      Tensor noise) {
    Canvas canvas = noising.canvas();
    CudaImages resident = onDevice(images, canvas.image());
    int count = Math.toIntExact(x.size(0));
    int size = canvas.size();
    Shapes.requireLength(x, (long) count * size, "the noised images");
    Shapes.requireLength(noise, (long) count * size, "the noise of a batch");
    Shapes.requireLength(timesteps, count, "the timesteps of a batch");
    Shapes.requireLength(labels, count, "the labels of a batch");
    Shapes.requireLength(levels, 2L * noising.timesteps(), "the levels of noise");
    Shapes.requireIntegers(round, 2, "the round");
    Shapes.requireLength(cursor, 1, "the cursor");
    Shapes.requireIntegers(plan, plan.length(), "the plan");
    if (plan.rank() != 3 || plan.size(1) < count || plan.size(2) != 4) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a plan for %d images at a time must be [steps, %d or more, 4], but is a %s",
              count,
              count,
              plan));
    }
    if (count == 0) {
      return;
    }
    int channels = canvas.image().channels();
    int blocks = blocksPerImage(count, size);
    launcher.launch(
        "noised_batch",
        Grid.of((long) count * blocks),
        THREADS,
        0,
        resident.pixels(),
        resident.labels(),
        resident.size(),
        canvas.image().height(),
        canvas.image().width() * channels,
        (canvas.height() - canvas.image().height()) / 2,
        (canvas.width() - canvas.image().width()) / 2 * channels,
        canvas.width() * channels,
        size,
        noising.seed(),
        noising.timestepPurpose().code(),
        noising.noisePurpose().code(),
        noising.timesteps(),
        // What a number of 53 bits must be below: exact, as a double has no more bits.
        (long) Math.ceil(noising.labelDropout() * 0x1p53),
        noising.noLabel(),
        levels,
        round,
        plan,
        Math.toIntExact(plan.size(0)),
        Math.toIntExact(plan.size(1)),
        cursor,
        blocks,
        x,
        timesteps,
        labels,
        noise);
  }

  private static CudaImages onDevice(ResidentImages images, ImageShape shape) {
    if (!(images instanceof CudaImages resident)) {
      throw new IllegalArgumentException(
          "images of another engine were given: load them by the engine that draws");
    }
    if (!resident.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the canvas is for images of %s, but those on the device are %s"
              .formatted(shape, resident.shape()));
    }
    return resident;
  }

  void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    int count = Math.toIntExact(out.size(0));
    int size = Math.toIntExact(out.size(1));
    Shapes.requireIntegers(seed, 2, "the seed");
    Shapes.requireIntegers(images, 3L * count, "the labels and indices of the samples");
    Shapes.requireLength(step, 1, "the step");
    if (count == 0) {
      return;
    }
    int blocks = blocksPerImage(count, size);
    launcher.launch(
        "sample_noise",
        Grid.of((long) count * blocks),
        THREADS,
        0,
        seed,
        images,
        step,
        Purpose.SAMPLE_NOISE.code(),
        size,
        blocks,
        out);
  }

  /** Several for an image where the images alone would not fill the card. */
  private int blocksPerImage(int count, int size) {
    int most = Grid.over(size, QUAD * THREADS).x();
    return Math.min(most, Math.max(1, 4 * launcher.multiprocessors() / count));
  }

  void sinusoids(Tensor timesteps, Tensor out) {
    int count = Math.toIntExact(out.size(0));
    int half = Math.toIntExact(out.size(1) / 2);
    Shapes.requireLength(timesteps, count, "the embedded timesteps");
    if (half < 2 || out.size(1) != 2L * half) {
      throw new IllegalArgumentException(
          "sines and cosines need an even width of at least 4, but are a " + out);
    }
    launcher.launch(
        "sinusoids",
        Grid.over((long) half * ((count + ROWS - 1) / ROWS), THREADS),
        THREADS,
        0,
        timesteps,
        count,
        half,
        ROWS,
        (float) HostKernels.LONGEST_PERIOD,
        out);
  }
}
