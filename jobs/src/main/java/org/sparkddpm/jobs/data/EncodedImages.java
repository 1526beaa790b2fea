package org.sparkddpm.jobs.data;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.DecodedImage;

/**
 * Collects the contents of image files, and decides for all of them alike what becomes of
 * transparent pixels: if every image has some and all that is drawn in the set has one colour, the
 * strokes are in the opacity, which is taken as the picture; otherwise they lie over white.
 */
final class EncodedImages {
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final LabelledImagesBuilder colours = new LabelledImagesBuilder();
  private LabelledImagesBuilder opacity = new LabelledImagesBuilder();
  private boolean strokesInOpacity = true;
  private OptionalInt ink = OptionalInt.empty();
  private int transparent;

  /**
   * Adds an image.
   *
   * @param where appended to the kind of the file in the report, such as {@code " in Parquet"}
   * @param origin the file or row, for messages
   */
  void add(DecodedImage image, String where, int label, String origin) {
    kinds.merge(image.kind() + where, 1, Integer::sum);
    add(colours, image.overWhite(), label, origin);
    boolean some = image.transparent();
    transparent += some ? 1 : 0;
    if (strokesInOpacity) {
      if (some && drawnInOneColour(image)) {
        add(opacity, image.opacity(), label, origin);
      } else {
        strokesInOpacity = false;
        opacity = new LabelledImagesBuilder();
      }
    }
  }

  private boolean drawnInOneColour(DecodedImage image) {
    if (image.opacity().isBlack()) {
      return true;
    }
    OptionalInt colour = image.onlyColour();
    if (colour.isEmpty() || (ink.isPresent() && !ink.equals(colour))) {
      return false;
    }
    ink = colour;
    return true;
  }

  private static void add(LabelledImagesBuilder images, Picture picture, int label, String origin) {
    images.add(
        picture.pixels(),
        new ImageShape(picture.height(), picture.width(), picture.channels()),
        label,
        origin);
  }

  /**
   * The set of all images added.
   *
   * @param classes how many there are at least, with those of which there is no image
   * @param source what was read, for messages
   */
  ImageSet build(int classes, ClassNames names, String source) {
    boolean strokes = strokesInOpacity && ink.isPresent();
    LabelledImagesBuilder images = strokes ? opacity : colours;
    DataReport report =
        DataReport.of(kinds)
            .warningOfConstant(images.constant(), images.size(), images.firstConstant());
    if (strokes) {
      report =
          report.noting(
              String.format(
                  Locale.ROOT,
                  "all that is drawn is #%06x on transparency: the opacity is taken, strokes white"
                      + " on black",
                  ink.getAsInt()));
    } else if (transparent > 0) {
      report =
          report.noting(
              String.format(
                  Locale.ROOT, "transparent pixels of %,d images over white", transparent));
    }
    var built = images.build(source);
    return new ImageSet(
        built.withClasses(Math.max(classes, built.classes())), names, strokes, report);
  }
}
