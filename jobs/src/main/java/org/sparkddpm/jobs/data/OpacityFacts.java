package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Locale;
import java.util.OptionalInt;
import org.sparkddpm.images.formats.DecodedImage;

/**
 * Whether the opacity of some image files is their picture: if every image has transparent pixels
 * and all that is drawn in the set has one colour, the strokes are in the opacity; otherwise
 * transparent pixels lie over white.
 *
 * @param strokes whether every image has transparent pixels and at most one colour, the same
 * @param ink that colour as 0xRRGGBB; -1 if nothing is drawn
 * @param transparent images with transparent pixels
 */
record OpacityFacts(boolean strokes, int ink, long transparent) implements Serializable {

  /** Of no images. */
  static final OpacityFacts NONE = new OpacityFacts(true, -1, 0);

  /** Of an image that has no opacity. */
  static final OpacityFacts OPAQUE = new OpacityFacts(false, -1, 0);

  /** Of an image file. */
  static OpacityFacts of(DecodedImage image) {
    if (!image.transparent()) {
      return OPAQUE;
    }
    if (image.opacity().isBlack()) {
      return new OpacityFacts(true, -1, 1);
    }
    OptionalInt colour = image.onlyColour();
    return new OpacityFacts(colour.isPresent(), colour.orElse(-1), 1);
  }

  /** Of both together. */
  OpacityFacts plus(OpacityFacts other) {
    boolean alike = ink == -1 || other.ink == -1 || ink == other.ink;
    return new OpacityFacts(
        strokes && other.strokes && alike,
        Math.max(ink, other.ink),
        transparent + other.transparent);
  }

  /** Whether the opacity is the picture. */
  boolean isPicture() {
    return strokes && ink != -1;
  }

  /** Adds to a report what became of transparent pixels. */
  DataReport note(DataReport report) {
    if (isPicture()) {
      return report.noting(
          String.format(
              Locale.ROOT,
              "all that is drawn is #%06x on transparency: the opacity is taken, strokes white on"
                  + " black",
              ink));
    }
    return transparent == 0
        ? report
        : report.noting(
            String.format(Locale.ROOT, "transparent pixels of %,d images over white", transparent));
  }
}
