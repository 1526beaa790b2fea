package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Locale;

/**
 * What the pixels of some images are like.
 *
 * @param darkest the lowest byte, 0 to 255
 * @param brightest the highest byte
 * @param constant images of one colour all over
 * @param firstConstant where the first of those comes from; null if there is none
 * @param faint further images whose bytes differ by less than {@value #FAINT}
 */
record PixelFacts(int darkest, int brightest, long constant, Seen firstConstant, long faint)
    implements Serializable {

  /** Of no images. */
  static final PixelFacts NONE = new PixelFacts(255, 0, 0, null, 0);

  private static final int FAINT = 8;

  /** At most so bright is what was scaled to 0..1 or to 0..16, as scikit-learn's digits are. */
  private static final int DIM = 16;

  /** Of one image of so many channels. */
  static PixelFacts of(byte[] image, int channels, Seen seen) {
    int darkest = 255;
    int brightest = 0;
    boolean constant = true;
    for (int i = 0; i < image.length; i++) {
      int value = image[i] & 0xff;
      darkest = Math.min(darkest, value);
      brightest = Math.max(brightest, value);
      constant &= i < channels || image[i] == image[i - channels];
    }
    boolean faint = !constant && brightest - darkest < FAINT;
    return new PixelFacts(
        darkest, brightest, constant ? 1 : 0, constant ? seen : null, faint ? 1 : 0);
  }

  /** Of both together. */
  PixelFacts plus(PixelFacts other) {
    return new PixelFacts(
        Math.min(darkest, other.darkest),
        Math.max(brightest, other.brightest),
        constant + other.constant,
        Seen.first(firstConstant, other.firstConstant),
        faint + other.faint);
  }

  /** Adds to a report what is probably not as it was meant. */
  DataReport warn(DataReport report, long images) {
    DataReport warned = report;
    if (brightest <= DIM && brightest > darkest) {
      warned =
          warned.warning(
              String.format(
                  Locale.ROOT,
                  "the brightest pixel of all is %d, of 255: the images are nearly black; scale"
                      + " their pixels to 0..255",
                  brightest));
    } else if (faint > 0) {
      warned =
          warned.warning(
              String.format(
                  Locale.ROOT,
                  "on %,d of %,d images all pixels are within %d of each other",
                  faint,
                  images,
                  FAINT));
    }
    if (constant > 0) {
      warned =
          warned.warning(
              String.format(
                  Locale.ROOT,
                  "%,d of %,d images are of one colour all over, the first is %s",
                  constant,
                  images,
                  firstConstant.what()));
    }
    return warned;
  }
}
