package org.sparkddpm.images.formats;

import java.util.Locale;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Checks the frame of a JPEG file (ITU-T T.81): segments up to the end marker. The JDK's reader
 * fills what is cut off with gray.
 */
final class JpegSegments {
  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;

  private JpegSegments() {}

  /**
   * Refuses a file that ends before its end marker. What follows the marker is not heeded: cameras
   * put previews there.
   *
   * @param name what to call the file in the message
   */
  static void check(byte[] file, String name) {
    int at = 2;
    while (true) {
      if (at + 1 >= file.length || unsigned(file, at) != MARKER) {
        throw cutOff(file, name, at);
      }
      int marker = unsigned(file, at + 1);
      if (marker == END) {
        return;
      }
      if (marker == MARKER) {
        at++;
      } else if (standsAlone(marker)) {
        at += 2;
      } else {
        if (at + 3 >= file.length) {
          throw cutOff(file, name, at);
        }
        at += 2 + ((unsigned(file, at + 2) << 8) | unsigned(file, at + 3));
        if (marker == SCAN) {
          at = afterScan(file, at);
        }
      }
    }
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
