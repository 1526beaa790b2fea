package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import org.sparkddpm.images.LabelledImages;

/**
 * Images that are worked on together, always the same ones however the work is spread.
 *
 * @param first position of the first image in its set; the others follow
 */
record ImageBlock(long first, LabelledImages images) implements Serializable {

  /** Images of a block, where nothing else decides. */
  static final int SIZE = 1000;

  long position(int i) {
    return first + i;
  }
}
