package org.sparkddpm.images.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** One IDX file being read, unzipped if need be, that knows its name and offset for messages. */
final class IdxSource {
  private static final int FIRST_CHUNK = 1 << 16;

  private final InputStream in;
  private final String name;
  private long offset;

  IdxSource(InputStream raw, String name) throws IOException {
    this.name = name;
    this.in = Gunzip.unzipped(raw, name);
  }

  String name() {
    return name;
  }

  /** Reads the four bytes that say what the file holds. */
  void expectMagic(IdxKind kind) throws IOException {
    int magic = (int) unsignedInt("the magic number");
    if (magic == kind.magic()) {
      return;
    }
    String remedy =
        magic == kind.other().magic()
            ? "this is a file of " + kind.other() + "; swap the two files"
            : "give an IDX file of unsigned bytes such as MNIST's " + kind.example();
    throw new InvalidImagesException(
        String.format(
            "%s: magic number 0x%08x at offset 0 is not that of IDX %s (0x%08x): %s",
            name, magic, kind, kind.magic(), remedy));
  }

  /** Reads the number of items. */
  long count(IdxKind kind) throws IOException {
    long count = unsignedInt("the number of " + kind);
    if (count == 0) {
      throw new InvalidImagesException(
          String.format(
              "%s: the header at offset 4 says that there are no %s: give a file with at least one",
              name, kind));
    }
    return count;
  }

  /** Reads the height or width of the images. */
  int side(String what) throws IOException {
    long at = offset;
    long side = unsignedInt("the " + what);
    if (side < 1 || side > LabelledImages.MAX_SIDE) {
      throw new InvalidImagesException(
          String.format(
              "%s: %s %d in the header at offset %d is not in 1..%d pixels: the file is damaged or"
                  + " no IDX image file, fetch or write it again",
              name, what, side, at, LabelledImages.MAX_SIDE));
    }
    return (int) side;
  }

  private long unsignedInt(String what) throws IOException {
    byte[] bytes = in.readNBytes(4);
    if (bytes.length < 4) {
      throw new InvalidImagesException(
          String.format(
              "%s: ends at offset %d, inside %s: the file is cut off, fetch it again",
              name, offset + bytes.length, what));
    }
    offset += 4;
    long value = 0;
    for (byte b : bytes) {
      value = (value << 8) | (b & 0xff);
    }
    return value;
  }

  /**
   * Reads {@code items} items of {@code itemSize} bytes each. Memory grows with the data that is
   * there, so that a false header cannot claim gigabytes.
   */
  byte[] items(IdxKind kind, int items, int itemSize) throws IOException {
    int expected = items * itemSize;
    byte[] data = new byte[Math.min(expected, FIRST_CHUNK)];
    int filled = 0;
    while (true) {
      filled += in.readNBytes(data, filled, data.length - filled);
      if (filled < data.length) {
        throw new InvalidImagesException(
            String.format(
                "%s: ends at offset %d, in item %d of the %d %s that its header promises: the file"
                    + " is cut off, fetch it again",
                name, offset + filled, filled / itemSize, items, kind));
      }
      if (filled == expected) {
        offset += filled;
        return data;
      }
      data = Arrays.copyOf(data, (int) Math.min(expected, 2L * data.length));
    }
  }

  /** Refuses anything behind the last item. */
  void expectEnd(IdxKind kind) throws IOException {
    if (in.read() >= 0) {
      throw new InvalidImagesException(
          String.format(
              "%s: bytes follow the last of the %s at offset %d: its header promises too few, or"
                  + " something was appended; write the file again",
              name, kind, offset));
    }
  }
}
