package org.sparkddpm.judge;

/** Softmax of a row of logits, and the cross-entropy against a label. */
final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * Overwrites a row of logits by probabilities.
   *
   * @param values whose elements {@code offset .. offset + classes - 1} are the row
   */
  static void softmax(float[] values, int offset, int classes) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + classes; i++) {
      most = Math.max(most, values[i]);
    }
    double sum = 0;
    for (int i = offset; i < offset + classes; i++) {
      double power = Math.exp(values[i] - most);
      values[i] = (float) power;
      sum += power;
    }
    for (int i = offset; i < offset + classes; i++) {
      values[i] = (float) (values[i] / sum);
    }
  }

  /**
   * Overwrites the logits of a batch by what each image adds to their gradient.
   *
   * @param logits {@code [labels.length, classes]}
   * @return the sum over the images of {@code -log p(label)}
   */
  static double gradient(float[] logits, int[] labels, int classes) {
    double loss = 0;
    for (int image = 0; image < labels.length; image++) {
      int row = image * classes;
      softmax(logits, row, classes);
      // A probability that is rounded to 0 would make the loss infinite.
      loss -= Math.log(Math.max(logits[row + labels[image]], Float.MIN_NORMAL));
      logits[row + labels[image]] -= 1;
    }
    return loss;
  }

  /** The place of the greatest value of a row, the first of equal ones. */
  static int greatest(float[] values, int offset, int classes) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (values[offset + i] > values[offset + best]) {
        best = i;
      }
    }
    return best;
  }
}
