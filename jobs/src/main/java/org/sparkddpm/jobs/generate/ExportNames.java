package org.sparkddpm.jobs.generate;

import java.io.Serializable;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.samples.RunLayout;

/** The names, within the run's folder, of the files that are made beside the table. */
record ExportNames(RunLayout layout) implements Serializable {

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

  /** The sheet of a label, or of the samples without one. */
  String sheet(int label) {
    String of = label == Denoiser.NO_LABEL ? "unlabelled" : "label-" + label;
    return layout.picture("contact-sheet-" + of + ".png");
  }

  String animation(int label) {
    return layout.picture("reverse-process-label-" + label + ".gif");
  }

  String forward() {
    return layout.picture("forward-process.png");
  }
}
