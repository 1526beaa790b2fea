package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * Images that are compared, in the order of their positions.
 *
 * @param positions in their set
 * @param features row by row
 * @param thumbnails one after the other
 */
record ComparedImages(long[] positions, float[] features, byte[] thumbnails)
    implements Serializable {

  /** Room for some images. */
  ComparedImages(int count, int features, int thumbnail) {
    this(
        new long[count],
        new float[Math.multiplyExact(count, features)],
        new byte[Math.multiplyExact(count, thumbnail)]);
  }

  int size() {
    return positions.length;
  }

  /** Puts parts together, which are in the order of their positions. */
  static ComparedImages joined(List<ComparedImages> parts) {
    long[] positions = new long[parts.stream().mapToInt(ComparedImages::size).sum()];
    float[] features = new float[parts.stream().mapToInt(part -> part.features.length).sum()];
    byte[] thumbnails = new byte[parts.stream().mapToInt(part -> part.thumbnails.length).sum()];
    int image = 0;
    int feature = 0;
    int pixel = 0;
    for (ComparedImages part : parts) {
      System.arraycopy(part.positions, 0, positions, image, part.positions.length);
      System.arraycopy(part.features, 0, features, feature, part.features.length);
      System.arraycopy(part.thumbnails, 0, thumbnails, pixel, part.thumbnails.length);
      image += part.positions.length;
      feature += part.features.length;
      pixel += part.thumbnails.length;
    }
    return new ComparedImages(positions, features, thumbnails);
  }
}
