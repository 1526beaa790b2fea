package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.sparkddpm.images.LabelledImages;

/**
 * Images of a distributed set that follow each other.
 *
 * @param first number of the first of them in the set
 */
public record NumberedImages(long first, LabelledImages images) implements Serializable {

  /** The number of one of them in the set. */
  public long number(int i) {
    return first + i;
  }

  /** Each image by itself. */
  Iterator<NumberedImages> each() {
    return IntStream.range(0, images.size())
        .mapToObj(i -> new NumberedImages(number(i), images.subset(i, 1)))
        .iterator();
  }
}
