package org.sparkddpm.engine;

import org.sparkddpm.images.ImageStore;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * Images that stay where the host keeps them, for engines of its memory, and the drawing of
 * minibatches from them.
 *
 * @param images the set itself, not copied
 */
public record HostImages(ImageStore images) implements ResidentImages {

  /**
   * A minibatch on the heap, laid out as that of {@link Kernels#noisedBatch}.
   *
   * @param x noised
   * @param noise that was added
   */
  public record Batch(float[] x, float[] timesteps, float[] labels, float[] noise) {}

  @Override
  public int size() {
    return images.size();
  }

  /**
   * Draws the minibatch of {@link Kernels#noisedBatch}.
   *
   * @param resident images that {@link Engine#load} made of this kind
   * @param levels {@code [T, 2]}, the table of that method, one row after the other
   * @param step of the plan
   * @param count images to draw, at most as many as a step of the plan has
   */
  public static Batch draw(
      Noising noising,
      ResidentImages resident,
      float[] levels,
      Tensor round,
      Tensor plan,
      long step,
      int count) {
    ImageStore images = ((HostImages) resident).images();
    int size = noising.canvas().size();
    Batch batch =
        new Batch(
            new float[count * size], new float[count], new float[count], new float[count * size]);
    long number = join(round, 0);
    for (int i = 0; i < count; i++) {
      long row = (step * plan.size(1) + i) * plan.size(2);
      int position = HeapIntegers.at(plan, row);
      long example = join(plan, row + 1);
      long epoch = HeapIntegers.at(plan, row + 3);
      RandomStream draws =
          RandomStream.of(noising.seed(), noising.timestepPurpose(), number, example, 2 * epoch);
      int timestep = draws.nextInt(noising.timesteps());
      boolean dropped = draws.nextDouble() < noising.labelDropout();
      RandomStream.of(noising.seed(), noising.noisePurpose(), number, example, 2 * epoch + 1)
          .fillGaussian(batch.noise, i * size, size);
      noising.canvas().draw(images.image(position), batch.x, i * size);
      float ofSignal = levels[2 * timestep];
      float ofNoise = levels[2 * timestep + 1];
      for (int k = i * size; k < (i + 1) * size; k++) {
        batch.x[k] = ofSignal * batch.x[k] + ofNoise * batch.noise[k];
      }
      batch.timesteps[i] = timestep;
      batch.labels[i] = dropped ? noising.noLabel() : images.label(position);
    }
    return batch;
  }

  /**
   * The noise of {@link Kernels#sampleNoise} on the heap.
   *
   * @param size numbers of one image
   */
  public static float[] sampleNoise(Tensor seed, Tensor images, long step, int size) {
    int count = Math.toIntExact(images.size(0));
    float[] noise = new float[count * size];
    long number = join(seed, 0);
    for (int i = 0; i < count; i++) {
      RandomStream.of(
              number,
              Purpose.SAMPLE_NOISE,
              HeapIntegers.at(images, 3L * i),
              join(images, 3L * i + 1),
              step)
          .fillGaussian(noise, i * size, size);
    }
    return noise;
  }

  /** A long whose low and high half stand at an element and the next. */
  private static long join(Tensor halves, long element) {
    return (HeapIntegers.at(halves, element) & 0xFFFFFFFFL)
        | (long) HeapIntegers.at(halves, element + 1) << Integer.SIZE;
  }
}
