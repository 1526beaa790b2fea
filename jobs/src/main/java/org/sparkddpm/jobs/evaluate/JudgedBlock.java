package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkddpm.jobs.measures.Confusion;
import org.sparkddpm.judge.Judgement;

/**
 * What the judge says of a block of images, or of all blocks of a set.
 *
 * @param first position of the first image
 * @param confusion what the images were taken for
 * @param doubtful those that the judge is least sure about, the least sure first
 * @param compared the chosen ones
 */
record JudgedBlock(
    long first, Confusion confusion, List<Doubtful> doubtful, ComparedImages compared)
    implements Serializable {

  private static final int DOUBTFUL = 20;

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
      ImageBlock block, int classes, Judgement judgement, ComparedImages compared) {
    Confusion confusion = new Confusion(classes);
    List<Doubtful> all = new ArrayList<>();
    for (int i = 0; i < judgement.size(); i++) {
      int label = block.images().label(i);
      int predicted = judgement.labels()[i];
      confusion.add(label, predicted);
      all.add(new Doubtful(block.position(i), label, predicted, judgement.confidences()[i]));
    }
    return new JudgedBlock(block.first(), confusion, leastSure(all), compared);
  }

  /** Of a block whose chosen images alone were looked at. */
  static JudgedBlock ofChosen(ImageBlock block, int classes, ComparedImages compared) {
    return new JudgedBlock(block.first(), new Confusion(classes), List.of(), compared);
  }

  /** All blocks of a set together, whatever order they come in. */
  static JudgedBlock joined(List<JudgedBlock> blocks, int classes) {
    Confusion confusion = new Confusion(classes);
    List<Doubtful> all = new ArrayList<>();
    List<ComparedImages> compared = new ArrayList<>();
    for (JudgedBlock block :
        blocks.stream().sorted(Comparator.comparingLong(JudgedBlock::first)).toList()) {
      confusion.add(block.confusion);
      all.addAll(block.doubtful);
      compared.add(block.compared);
    }
    return new JudgedBlock(0, confusion, leastSure(all), ComparedImages.joined(compared));
  }

  private static List<Doubtful> leastSure(List<Doubtful> all) {
    return all.stream().sorted(Doubtful.ORDER).limit(DOUBTFUL).toList();
  }
}
