package org.sparkddpm.judge;

import java.io.Serializable;

/**
 * What a judge says of some images.
 *
 * @param labels the most probable class of each
 * @param confidences its probability, from 0 to 1
 * @param features {@code [images, features]}, row by row
 */
public record Judgement(int[] labels, float[] confidences, float[] features)
    implements Serializable {

  /** Number of images. */
  public int size() {
    return labels.length;
  }
}
