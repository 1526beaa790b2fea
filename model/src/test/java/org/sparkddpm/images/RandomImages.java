package org.sparkddpm.images;

import java.util.Random;

/** Small sets of random images. */
public final class RandomImages {
  private RandomImages() {}

  /** Gray or coloured images. */
  public static LabelledImages of(Random random, int count) {
    return of(random, count, random.nextBoolean() ? ImageShape.GRAY : ImageShape.COLOUR);
  }

  /** Images of so many channels. */
  public static LabelledImages of(Random random, int count, int channels) {
    ImageShape shape = new ImageShape(random.nextInt(1, 7), random.nextInt(1, 7), channels);
    int classes = random.nextInt(1, 6);
    byte[] pixels = new byte[count * shape.size()];
    random.nextBytes(pixels);
    int[] labels = random.ints(count, 0, classes).toArray();
    labels[random.nextInt(count)] = classes - 1;
    return new LabelledImages(shape, classes, pixels, labels);
  }
}
