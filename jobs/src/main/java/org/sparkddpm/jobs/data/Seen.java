package org.sparkddpm.jobs.data;

import java.io.Serializable;

/**
 * Where something was met first among the images of a part.
 *
 * @param place of the image, or of the block where no image can be told
 * @param what is to be said of it, such as the file and the place in it
 */
record Seen(BlockPlace place, String what) implements Serializable {

  /** The one that stands before the other; null stands behind all. */
  static Seen first(Seen one, Seen other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.place.compareTo(one.place) < 0 ? other : one;
  }
}
