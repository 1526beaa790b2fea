package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparkddpm.images.LabelledImages;

/**
 * Which images of the blocks make up a set, and what they are there.
 *
 * @param labels of the blocks' texts
 * @param classes in all
 * @param opacity whether the opacity is the picture
 * @param holdOut what divides the images in two; null where all are taken
 * @param held whether those are taken that are held out, or the others
 */
record Selection(
    Map<String, Integer> labels, int classes, boolean opacity, HoldOut holdOut, boolean held)
    implements Serializable {

  /** All images. */
  Selection whole() {
    return new Selection(labels, classes, opacity, null, false);
  }

  /** The images that a block gives. */
  LabelledImages of(ImageBlock block) {
    LabelledImages images = block.images(opacity);
    int[] numbers = block.texts().stream().mapToInt(labels::get).toArray();
    LabelledImages labelled = images.relabelled(numbers, classes);
    return holdOut == null ? labelled : labelled.chosen(taken(labelled));
  }

  private int[] taken(LabelledImages labelled) {
    return IntStream.range(0, labelled.size())
        .filter(i -> holdOut.holds(labelled, i) == held)
        .toArray();
  }
}
