package org.sparkddpm.images.formats;

import java.util.Locale;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Checks the frame of a GIF file (GIF89a): blocks up to the trailer, of which one is an image on
 * the file's screen. The JDK's reader takes what is there of a file that is cut off, and knows of
 * no screen.
 */
final class GifBlocks {
  private static final int SCREEN = 6;
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int INTERLACED = 0x40;
  private static final int LOW = 4;

  private final byte[] file;
  private final String name;
  private int at = HEADER;
  private int imageAt;

  /** Where an image lies on the screen, all in pixels. */
  record Place(int screenHeight, int screenWidth, int top, int left) {}

  private GifBlocks(byte[] file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Refuses a file that ends before its trailer, has several images, or one that is not wholly on
   * the screen; says where it is.
   *
   * @param name what to call the file in the message
   */
  static Place check(byte[] file, String name) {
    GifBlocks blocks = new GifBlocks(file, name);
    int images = blocks.images();
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
    return blocks.place();
  }

  private Place place() {
    int left = word(imageAt + 1);
    int top = word(imageAt + 3);
    int width = word(imageAt + 5);
    int height = word(imageAt + 7);
    int screenWidth = word(SCREEN);
    int screenHeight = word(SCREEN + 2);
    if (left + width > screenWidth || top + height > screenHeight) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: its image of %dx%d pixels at (%d, %d) is not on its screen of %dx%d pixels: write"
                  + " it again, or convert it to PNG",
              name,
              width,
              height,
              left,
              top,
              screenWidth,
              screenHeight));
    }
    return new Place(screenHeight, screenWidth, top, left);
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
        imageAt = at;
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
    int height = word(at + 7);
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

  private int word(int place) {
    return unsigned(place) | (unsigned(place + 1) << 8);
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
