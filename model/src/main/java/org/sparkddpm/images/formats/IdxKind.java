package org.sparkddpm.images.formats;

import java.util.Locale;

/** The two kinds of IDX files that make a labelled data set, by their magic numbers. */
enum IdxKind {
  /** Unsigned bytes in three dimensions. */
  IMAGES(0x00000803, "train-images-idx3-ubyte"),
  /** Unsigned bytes in one dimension. */
  LABELS(0x00000801, "train-labels-idx1-ubyte");

  private final int magic;
  private final String example;

  IdxKind(int magic, String example) {
    this.magic = magic;
    this.example = example;
  }

  int magic() {
    return magic;
  }

  String example() {
    return example;
  }

  IdxKind other() {
    return this == IMAGES ? LABELS : IMAGES;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
