package org.sparkddpm.images.formats;

import java.util.Locale;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Checks the frame of a GIF file (GIF89a): blocks up to the trailer, of which one is an image. The
 * JDK's reader takes what is there of a file that is cut off.
 */
final class GifBlocks {
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int INTERLACED = 0x40;
  private static final int LOW = 4;

  private final byte[] file;
  private final String name;
  private int at = HEADER;

  private GifBlocks(byte[] file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Refuses a file that ends before its trailer or has several images.
   *
   * @param name what to call the file in the message
   */
  static void check(byte[] file, String name) {
    int images = new GifBlocks(file, name).images();
    if (images != 1) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              images == 0
                  ? "%s: is a GIF file of %d images: write it again"
                  : "%s: is an animation of %d images: give a file for each",
              name,
              images));
    }
  }

  private int images() {
    at += palette(unsigned(10));
    int images = 0;
    while (true) {
      int block = unsigned(at);
      if (block == TRAILER) {
        return images;
      }
      if (block == EXTENSION) {
        at += 2;
      } else if (block == IMAGE) {
        images++;
        checkInterlacing();
        // The descriptor, its palette, and the least size of codes.
        at += 10 + palette(unsigned(at + 9)) + 1;
      } else {
        throw cutOff();
      }
      skipData();
    }
  }

  /** The JDK's reader loses rows of interlaced images that are so low that a pass has none. */
  private void checkInterlacing() {
    int height = unsigned(at + 7) | (unsigned(at + 8) << 8);
    if ((unsigned(at + 9) & INTERLACED) != 0 && height > 1 && height <= LOW) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: is interlaced and only %d pixels high, which is not read: write it without"
                  + " interlacing",
              name,
              height));
    }
  }

  private static int palette(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private void skipData() {
    while (unsigned(at) != 0) {
      at += 1 + unsigned(at);
    }
    at++;
  }

  private int unsigned(int place) {
    if (place >= file.length) {
      throw cutOff();
    }
    return file[place] & 0xff;
  }

  private InvalidImagesException cutOff() {
    return new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: has no GIF block at offset %d of %d bytes: the file is cut off or damaged, fetch"
                + " or write it again",
            name,
            Math.min(at, file.length),
            file.length));
  }
}
