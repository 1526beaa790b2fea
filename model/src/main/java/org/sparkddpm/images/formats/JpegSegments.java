package org.sparkddpm.images.formats;

import java.util.Locale;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Checks the frame of a JPEG file (ITU-T T.81): segments up to the end marker. The JDK's reader
 * fills what is cut off with gray, and takes cyan, magenta, yellow and black for four of whatever.
 */
final class JpegSegments {
  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int EXIF = 0xe1;

  private JpegSegments() {}

  /**
   * Refuses a file that ends before its end marker, or is neither gray nor of three colours. What
   * follows the marker is not heeded: cameras put previews there.
   *
   * @param name what to call the file in the message
   * @return how the image is turned
   */
  static ExifOrientation check(byte[] file, String name) {
    ExifOrientation orientation = ExifOrientation.UPRIGHT;
    int at = 2;
    while (true) {
      if (at + 1 >= file.length || unsigned(file, at) != MARKER) {
        throw cutOff(file, name, at);
      }
      int marker = unsigned(file, at + 1);
      if (marker == END) {
        return orientation;
      }
      if (marker == MARKER) {
        at++;
      } else if (standsAlone(marker)) {
        at += 2;
      } else {
        if (at + 3 >= file.length) {
          throw cutOff(file, name, at);
        }
        int length = (unsigned(file, at + 2) << 8) | unsigned(file, at + 3);
        if (marker == EXIF && orientation.equals(ExifOrientation.UPRIGHT)) {
          orientation = ExifOrientation.of(file, at + 4, Math.min(file.length, at + 2 + length));
        } else if (isFrame(marker) && at + 9 < file.length) {
          checkComponents(unsigned(file, at + 9), name);
        }
        at += 2 + length;
        if (marker == SCAN) {
          at = afterScan(file, at);
        }
      }
    }
  }

  private static void checkComponents(int components, String name) {
    if (components != ImageShape.GRAY && components != ImageShape.COLOUR) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: is a JPEG of %d components%s, only gray and red, green and blue are read: convert"
                  + " it to RGB (by ImageMagick: mogrify -colorspace sRGB FILE)",
              name,
              components,
              components == 4 ? " (CMYK)" : ""));
    }
  }

  /** Whether a marker begins a frame: SOF0 to SOF15, among which are tables of other names. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** The place of the next marker that ends the coded data of a scan. */
  private static int afterScan(byte[] file, int start) {
    int at = start;
    while (at + 1 < file.length
        && (unsigned(file, at) != MARKER
            || unsigned(file, at + 1) == 0
            || isRestart(unsigned(file, at + 1)))) {
      at++;
    }
    return at;
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xd0 && marker < START;
  }

  private static boolean standsAlone(int marker) {
    return isRestart(marker) || marker == START || marker == 1;
  }

  private static int unsigned(byte[] file, int at) {
    return file[at] & 0xff;
  }

  private static InvalidImagesException cutOff(byte[] file, String name, int at) {
    return new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: has no JPEG marker at offset %d of %d bytes: the file is cut off or damaged, fetch"
                + " or write it again",
            name,
            Math.min(at, file.length),
            file.length));
  }
}
