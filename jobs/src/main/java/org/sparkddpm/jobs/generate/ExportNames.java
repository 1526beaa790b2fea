package org.sparkddpm.jobs.generate;

import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.samples.RunLayout;

/** The names, within the run's folder, of the files that are made beside the table. */
record ExportNames(RunLayout layout) {

  /** The IDX file of all samples, named by its number of dimensions as MNIST's are. */
  String images(int channels) {
    return layout.idx(
        "samples-images-idx%s-ubyte.gz".formatted(channels == ImageShape.GRAY ? "3" : "4"));
  }

  String labels() {
    return layout.idx("samples-labels-idx1-ubyte.gz");
  }

  /** The sheet of all labels. */
  String sheet() {
    return layout.picture("contact-sheet.png");
  }

  String sheet(int label) {
    return layout.picture("contact-sheet-label-" + label + ".png");
  }

  String animation(int label) {
    return layout.picture("reverse-process-label-" + label + ".gif");
  }

  String forward() {
    return layout.picture("forward-process.png");
  }
}
