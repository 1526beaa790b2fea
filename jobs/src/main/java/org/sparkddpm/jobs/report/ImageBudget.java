package org.sparkddpm.jobs.report;

import org.sparkddpm.images.ImageShape;

/** How many images a report shows, so that its size is bounded whatever the images' number. */
public final class ImageBudget {

  /** Of all images of a page, as they stand in it. */
  private static final long BYTES = 4L << 20;

  /** Of an image's frame in the page. */
  private static final int FRAME = 700;

  private ImageBudget() {}

  /**
   * How many images of a shape a page may hold as previews, at least 1. Noise does not compress, so
   * each counts with all its bytes.
   */
  public static int of(ImageShape shape) {
    return (int) Math.max(1, BYTES / (FRAME + 2L * new Preview(shape).shape().size()));
  }

  /**
   * Images of each class, of some classes.
   *
   * @param classes at least 1
   * @param images of all classes together
   * @param wanted of each class, at least 1
   */
  public static int perClass(int classes, int images, int wanted) {
    return Math.max(1, Math.min(wanted, images / classes));
  }
}
