package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Comparator;
import java.util.function.Function;

/**
 * Where an image stands among all images of a part: the order is that of the files' names and of
 * the images in them, whoever reads them.
 *
 * @param file its path; of image files in one folder, that of the folder
 * @param index of the image within it, from 0 on
 */
record BlockPlace(String file, long index) implements Comparable<BlockPlace>, Serializable {

  private static final Comparator<BlockPlace> ORDER =
      Comparator.comparing(BlockPlace::file).thenComparingLong(BlockPlace::index);

  /** Orders what lies at a place. */
  static <T> Comparator<T> of(Function<T, BlockPlace> place) {
    return Comparator.comparing(place);
  }

  @Override
  public int compareTo(BlockPlace other) {
    return ORDER.compare(this, other);
  }

  /** The place so many images further in the same file. */
  BlockPlace plus(long images) {
    return new BlockPlace(file, index + images);
  }

  @Override
  public String toString() {
    return file + " image " + index;
  }
}
