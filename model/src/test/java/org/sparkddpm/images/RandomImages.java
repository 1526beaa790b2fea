package org.sparkddpm.images;

import java.util.Random;

/** Small sets of random images. */
public final class RandomImages {
  private RandomImages() {}

  public static LabelledImages of(Random random, int count) {
    int height = random.nextInt(1, 7);
    int width = random.nextInt(1, 7);
    int classes = random.nextInt(1, 6);
    byte[] pixels = new byte[count * height * width];
    random.nextBytes(pixels);
    int[] labels = random.ints(count, 0, classes).toArray();
    labels[random.nextInt(count)] = classes - 1;
    return new LabelledImages(height, width, classes, pixels, labels);
  }
}
