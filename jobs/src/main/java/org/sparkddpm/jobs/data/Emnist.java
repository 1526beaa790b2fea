package org.sparkddpm.jobs.data;

import java.util.List;
import org.apache.hadoop.fs.Path;

/** EMNIST, whose publisher stores each image with its rows for columns. */
final class Emnist {

  private static final String PREFIX = "emnist-";

  private Emnist() {}

  /**
   * What is to be said of a file of its name. Images are never turned by a name: those of a copy
   * may be upright.
   *
   * @param file path of images as IDX or CSV
   */
  static List<String> warnings(String file) {
    return new Path(file).getName().startsWith(PREFIX)
        ? List.of(
            "the files are called as EMNIST's, in which each image is transposed; they are learnt as they lie: for upright ones write them turned, as IDX or PNG, first")
        : List.of();
  }
}
