package org.sparkddpm.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkddpm.diffusion.ForwardProcess;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * How an image of the data becomes noise, from left to right: the image itself, then it with ever
 * more of the same noise, at evenly spaced timesteps.
 *
 * @param shape of the image
 * @param timesteps of the noised ones
 * @param images pixels of all of them
 */
public record ForwardProcessSheet(ImageShape shape, List<Integer> timesteps, List<byte[]> images) {

  private static final int STEPS = 10;

  /**
   * Draws them.
   *
   * @param image pixels of an image of the canvas
   * @param seed of the noise
   */
  public static ForwardProcessSheet of(
      byte[] image, Canvas canvas, NoiseSchedule schedule, long seed) {
    ForwardProcess forward = new ForwardProcess(schedule);
    float[] clean = new float[canvas.size()];
    float[] noise = new float[canvas.size()];
    float[] noised = new float[canvas.size()];
    canvas.draw(image, clean, 0);
    RandomStream.of(seed, Purpose.DRAWING, 0).fillGaussian(noise, 0, noise.length);
    int last = schedule.timesteps() - 1;
    List<Integer> timesteps =
        IntStream.rangeClosed(1, STEPS)
            .map(i -> Math.round(last * (i / (float) STEPS)))
            .boxed()
            .toList();
    List<byte[]> images = new ArrayList<>(List.of(image));
    for (int timestep : timesteps) {
      forward.addNoise(clean, noise, noised, 0, canvas.size(), timestep);
      images.add(canvas.crop(noised, 0));
    }
    return new ForwardProcessSheet(canvas.image(), timesteps, images);
  }

  /** One row of all of them. */
  public ContactSheet sheet() {
    LabelledImagesBuilder row = new LabelledImagesBuilder();
    images.forEach(pixels -> row.add(pixels, shape, 0, "forward process"));
    return ContactSheet.of(row.build("forward process"), images.size());
  }
}
