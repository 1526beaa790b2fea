package org.sparkddpm.jobs.generate;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.samples.RunLayout;

/** The names, within the run's folder, of the files that are made beside the table. */
record ExportNames(RunLayout layout) implements Serializable {

  private static final Pattern IDX =
      Pattern.compile("samples-(images-idx[34]|labels-idx1)-ubyte\\.gz");
  private static final Pattern PICTURE =
      Pattern.compile(
          "contact-sheet(-unlabelled|-label-[0-9]{1,5})?\\.png"
              + "|reverse-process-label-[0-9]{1,5}\\.gif|forward-process\\.png");

  /** The folders of all files that are no table, within the run's and with a / behind them. */
  Set<String> folders() {
    return new TreeSet<>(List.of("", layout.idx(""), layout.picture("")));
  }

  /** Whether a file may have been made beside the table, by its name within the run's folder. */
  boolean isName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return (path.equals(layout.idx(name)) && IDX.matcher(name).matches())
        || (path.equals(layout.picture(name)) && PICTURE.matcher(name).matches());
  }

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
