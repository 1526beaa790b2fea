package org.sparkddpm.jobs.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;

/** Puts images of blocks together. */
final class ChosenImages {

  private ChosenImages() {}

  /** Some images of a block. */
  static LabelledImages of(NumberedImages block, int[] chosen) {
    return block.images().chosen(chosen);
  }

  /** Brings chosen images of a set to the driver, in the order of their positions. */
  static LabelledImages collect(JavaRDD<NumberedImages> blocks, Broadcast<ChosenPositions> chosen) {
    return joined(
        blocks
            .map(
                block -> new NumberedImages(block.first(), of(block, chosen.value().within(block))))
            .collect());
  }

  /**
   * All images of some blocks, in the order of their positions.
   *
   * @param blocks at least one
   * @throws IllegalArgumentException if they are more than one array holds
   */
  static LabelledImages joined(List<NumberedImages> blocks) {
    LabelledImages any = blocks.get(0).images();
    long bytes = blocks.stream().mapToLong(block -> pixels(block.images())).sum();
    if (bytes > LabelledImages.MAX_PIXELS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a classifier is trained on all images in one process, but %,d bytes are more than %,d; give fewer or smaller images",
              bytes,
              LabelledImages.MAX_PIXELS));
    }
    byte[] pixels = new byte[(int) bytes];
    int[] labels = new int[(int) (bytes / any.imageSize())];
    int at = 0;
    for (NumberedImages block :
        blocks.stream().sorted(Comparator.comparingLong(NumberedImages::first)).toList()) {
      LabelledImages images = block.images();
      for (int i = 0; i < images.size(); i++) {
        images.copyImage(i, pixels, at * any.imageSize());
        labels[at++] = images.label(i);
      }
    }
    return LabelledImages.owning(any.shape(), any.classes(), pixels, labels);
  }

  private static long pixels(LabelledImages images) {
    return (long) images.size() * images.imageSize();
  }
}
