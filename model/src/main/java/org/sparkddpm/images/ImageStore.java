package org.sparkddpm.images;

/**
 * Images of one shape with their labels, each read by its number wherever they are kept: in memory
 * ({@link LabelledImages}) or beside it. They never change, and many threads may read them.
 */
public interface ImageStore {

  /** Number of images. */
  int size();

  /** Size and channels of every image. */
  ImageShape shape();

  /**
   * Class of image {@code i}.
   *
   * @param i 0 .. size() - 1
   */
  int label(int i);

  /**
   * Copies the pixels of image {@code i} to {@code out[offset ..]}, {@code shape().size()} bytes.
   *
   * @param i 0 .. size() - 1
   */
  void copyImage(int i, byte[] out, int offset);

  /** A copy of the pixels of image {@code i}. */
  default byte[] image(int i) {
    byte[] image = new byte[shape().size()];
    copyImage(i, image, 0);
    return image;
  }
}
