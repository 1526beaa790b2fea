package org.sparkddpm.jobs.data;

import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.LabelledImages;

/**
 * The images of one part of a source.
 *
 * @param names of the classes
 * @param opacity whether the pictures are the opacity of their files, not their colours
 * @param report what was taken and what was left out
 */
record ImageSet(LabelledImages images, ClassNames names, boolean opacity, DataReport report) {

  /** Images whose classes are numbers. */
  static ImageSet numbered(LabelledImages images, DataReport report) {
    return new ImageSet(images, ClassNames.NUMBERS, false, report);
  }
}
