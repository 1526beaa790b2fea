package org.sparkddpm.images.formats;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of IDX files that make a labelled data set, by their magic numbers. */
enum IdxKind {
  /** Unsigned bytes in three dimensions: gray images. */
  IMAGES("images", 3),
  /** Unsigned bytes in four dimensions, the last of size 3: images in red, green and blue. */
  COLOUR_IMAGES("images", 4),
  /** Unsigned bytes in one dimension. */
  LABELS("labels", 1);

  private static final int UNSIGNED_BYTES = 0x0800;

  private final String items;
  private final int dimensions;

  IdxKind(String items, int dimensions) {
    this.items = items;
    this.dimensions = dimensions;
  }

  static Optional<IdxKind> of(int magic) {
    return Arrays.stream(values()).filter(kind -> kind.magic() == magic).findFirst();
  }

  int magic() {
    return UNSIGNED_BYTES | dimensions;
  }

  /** What the items of such a file are. */
  @Override
  public String toString() {
    return items;
  }
}
