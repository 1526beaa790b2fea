package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.Confusion;
import org.sparkddpm.judge.Judgement;

/**
 * What the judge says of a block of images, or of all blocks of a set.
 *
 * @param first position of the first image
 * @param confusion what the images were taken for
 * @param doubtful those that the judge is least sure about, of a whole set the least sure first; of
 *     a block all
 * @param compared the chosen ones
 */
record JudgedBlock(
    long first, Confusion confusion, List<Doubtful> doubtful, ComparedImages compared)
    implements Serializable {

  /**
   * An image that the judge was unsure about.
   *
   * @param label that it has
   * @param predicted that the judge took it for
   * @param confidence the probability of that
   */
  record Doubtful(long position, int label, int predicted, float confidence)
      implements Serializable {
    static final Comparator<Doubtful> ORDER =
        Comparator.comparingDouble(Doubtful::confidence).thenComparingLong(Doubtful::position);
  }

  /** Of a block that was judged whole. */
  static JudgedBlock of(
      NumberedImages block, int classes, Judgement judgement, ComparedImages compared) {
    Confusion confusion = new Confusion(classes);
    List<Doubtful> all = new ArrayList<>();
    for (int i = 0; i < judgement.size(); i++) {
      int label = block.images().label(i);
      int predicted = judgement.labels()[i];
      confusion.add(label, predicted);
      all.add(new Doubtful(block.number(i), label, predicted, judgement.confidences()[i]));
    }
    return new JudgedBlock(block.first(), confusion, all, compared);
  }

  /** Of a block whose chosen images alone were looked at. */
  static JudgedBlock ofChosen(NumberedImages block, int classes, ComparedImages compared) {
    return new JudgedBlock(block.first(), new Confusion(classes), List.of(), compared);
  }
}
