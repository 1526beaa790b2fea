package org.sparkddpm.images.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

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

  boolean isZipped() {
    return in instanceof Gunzip;
  }

  /** Reads the four bytes that say what the file holds, which must be images of either kind. */
  IdxKind expectImages() throws IOException {
    return expect(
        String.format(
            Locale.ROOT,
            "images (0x%08x) or of coloured ones (0x%08x)",
            IdxKind.IMAGES.magic(),
            IdxKind.COLOUR_IMAGES.magic()),
        "give an IDX file of unsigned bytes, [images, height, width] for gray such as MNIST's"
            + " train-images-idx3-ubyte or [images, height, width, 3] for red, green and blue",
        IdxKind.IMAGES,
        IdxKind.COLOUR_IMAGES);
  }

  /** Reads the four bytes that say what the file holds, which must be labels. */
  IdxKind expectLabels() throws IOException {
    return expect(
        String.format(Locale.ROOT, "labels (0x%08x)", IdxKind.LABELS.magic()),
        "give an IDX file of unsigned bytes such as MNIST's train-labels-idx1-ubyte",
        IdxKind.LABELS);
  }

  private IdxKind expect(String needed, String remedy, IdxKind... kinds) throws IOException {
    int magic = (int) unsignedInt("the magic number");
    Optional<IdxKind> found = IdxKind.of(magic);
    if (found.isPresent() && List.of(kinds).contains(found.get())) {
      return found.get();
    }
    throw new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: magic number 0x%08x at offset 0 is not that of IDX %s: %s",
            name,
            magic,
            needed,
            found
                .map(kind -> "this is a file of " + kind + "; swap the two files")
                .orElse(remedy)));
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

  /** Reads height, width and, where there are any, channels of the images. */
  ImageShape shape(IdxKind kind) throws IOException {
    int height = side("height");
    int width = side("width");
    if (kind == IdxKind.IMAGES) {
      return ImageShape.gray(height, width);
    }
    long at = offset;
    long channels = unsignedInt("the channels");
    if (channels != ImageShape.COLOUR) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: last dimension %d in the header at offset %d is not 3: write coloured images as"
                  + " [images, height, width, 3], red, green and blue of a pixel side by side, and"
                  + " gray ones as [images, height, width]",
              name,
              channels,
              at));
    }
    return ImageShape.colour(height, width);
  }

  private int side(String what) throws IOException {
    long at = offset;
    long side = unsignedInt("the " + what);
    if (side < 1 || side > ImageShape.MAX_SIDE) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %s %d in the header at offset %d is not in 1..%d pixels: the file is damaged or"
                  + " no IDX image file, fetch or write it again",
              name,
              what,
              side,
              at,
              ImageShape.MAX_SIDE));
    }
    return (int) side;
  }

  private long unsignedInt(String what) throws IOException {
    byte[] bytes = in.readNBytes(4);
    if (bytes.length < 4) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: ends at offset %d, inside %s: the file is cut off, fetch it again",
              name,
              offset + bytes.length,
              what));
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
        throw cutOff(kind, offset + filled, filled / itemSize, items);
      }
      if (filled == expected) {
        offset += filled;
        return data;
      }
      data = Arrays.copyOf(data, (int) Math.min(expected, 2L * data.length));
    }
  }

  /**
   * Reads one item.
   *
   * @param index of the item in the file
   * @param items that the header promises
   * @param item as long as one is
   */
  void item(IdxKind kind, long index, long items, byte[] item) throws IOException {
    int read = in.readNBytes(item, 0, item.length);
    if (read < item.length) {
      throw cutOff(kind, offset + read, index, items);
    }
    offset += read;
  }

  /**
   * Passes over items.
   *
   * @param items how many
   * @param of how many the header promises
   * @param itemSize bytes of one
   */
  void skip(IdxKind kind, long items, long of, int itemSize) throws IOException {
    try {
      in.skipNBytes(items * itemSize);
    } catch (EOFException e) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: ends before item %d of the %d %s that its header promises: the file is cut off,"
                  + " fetch it again",
              name,
              items,
              of,
              kind),
          e);
    }
    offset += items * itemSize;
  }

  private InvalidImagesException cutOff(IdxKind kind, long end, long item, long items) {
    return new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: ends at offset %d, in item %d of the %d %s that its header promises: the file is"
                + " cut off, fetch it again",
            name,
            end,
            item,
            items,
            kind));
  }

  /** Refuses anything behind the last item. */
  void expectEnd(IdxKind kind) throws IOException {
    if (in.read() >= 0) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: bytes follow the last of the %s at offset %d: its header promises too few, or"
                  + " something was appended; write the file again",
              name,
              kind,
              offset));
    }
  }
}
