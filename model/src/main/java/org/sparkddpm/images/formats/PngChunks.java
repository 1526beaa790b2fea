package org.sparkddpm.images.formats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Checks the frame of a PNG file (ISO/IEC 15948): signature, chunks with their checksums, end
 * chunk. The JDK's reader looks at none of the checksums and fills what is cut off with black.
 */
final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int HEADER_CHUNK = 0x49484452;
  private static final int PALETTE_CHUNK = 0x504c5445;
  private static final int TRANSPARENCY_CHUNK = 0x74524e53;
  private static final int ANIMATION_CHUNK = 0x6163544c;
  private static final int END_CHUNK = 0x49454e44;
  private static final int AROUND_DATA = 12;
  private static final int ANCILLARY = 0x20000000;
  private static final int BITS = 24;
  private static final int COLOUR_TYPE = 25;
  private static final int COLOUR_USED = 2;
  private static final int OF_GRAY = 0;
  private static final int OF_PALETTE = 3;

  private PngChunks() {}

  /**
   * Refuses what is no whole and undamaged PNG file of one image, or too large.
   *
   * @param name what to call the file in the message
   */
  static void check(byte[] file, String name) {
    if (!Arrays.equals(file, 0, Math.min(8, file.length), SIGNATURE, 0, 8)) {
      throw new InvalidImagesException(
          name + ": does not start as a PNG file at offset 0: convert it to PNG");
    }
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = SIGNATURE.length;
    int type = 0;
    while (type != END_CHUNK) {
      long length = in.limit() - at < AROUND_DATA ? 0 : in.getInt(at) & 0xffffffffL;
      if (at + length + AROUND_DATA > in.limit()) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "%s: ends at offset %d, inside the chunk at offset %d: the file is cut off, fetch"
                    + " or write it again",
                name,
                in.limit(),
                at));
      }
      type = in.getInt(at + 4);
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, (int) length + 4);
      if ((int) crc.getValue() != in.getInt(at + 8 + (int) length)) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "%s: the checksum of the chunk at offset %d is wrong: the file is damaged, fetch or"
                    + " write it again",
                name,
                at));
      }
      if (at == SIGNATURE.length) {
        checkHeader(in, at, type, (int) length, name);
      }
      if (type == ANIMATION_CHUNK) {
        refuseAnimation(length < 4 ? 0 : in.getInt(at + 8), name);
      }
      at += (int) length + AROUND_DATA;
    }
  }

  /** Readers that know nothing of animations see the first image, or one that is not among them. */
  private static void refuseAnimation(int images, String name) {
    throw new InvalidImagesException(
        String.format(
            Locale.ROOT,
            images == 1
                ? "%s: is an animation of %d image: write it as a plain PNG"
                : "%s: is an animation of %d images: give a file for each",
            name,
            images));
  }

  /**
   * Colours of the palette in a file that has been checked; empty if its pixels are none of a
   * palette.
   */
  static OptionalInt colours(byte[] file) {
    OptionalInt palette = find(PALETTE_CHUNK, file);
    return file[COLOUR_TYPE] == OF_PALETTE && palette.isPresent()
        ? OptionalInt.of(ByteBuffer.wrap(file).getInt(palette.getAsInt()) / ImageShape.COLOUR)
        : OptionalInt.empty();
  }

  /**
   * A file that has been checked, for the JDK's reader: without the chunks that say nothing of the
   * pixels, since that unpacks their texts and profiles however long they are. It compares grays
   * which it has scaled to 0..255 with the transparent one as it stands in the file, so this is
   * scaled too.
   */
  static byte[] forReader(byte[] file) {
    ByteArrayOutputStream needed = new ByteArrayOutputStream(file.length);
    needed.write(file, 0, SIGNATURE.length);
    ByteBuffer in = ByteBuffer.wrap(file);
    int type = 0;
    for (int at = SIGNATURE.length; type != END_CHUNK; at += in.getInt(at) + AROUND_DATA) {
      type = in.getInt(at + 4);
      if ((type & ANCILLARY) == 0 || type == TRANSPARENCY_CHUNK) {
        needed.write(file, at, in.getInt(at) + AROUND_DATA);
      }
    }
    return scaled(needed.toByteArray());
  }

  private static byte[] scaled(byte[] file) {
    OptionalInt transparent = find(TRANSPARENCY_CHUNK, file);
    int most = (1 << file[BITS]) - 1;
    if (file[COLOUR_TYPE] == OF_GRAY && most < 255 && transparent.isPresent()) {
      ByteBuffer in = ByteBuffer.wrap(file);
      int value = transparent.getAsInt() + 8;
      in.putShort(value, (short) ((in.getShort(value) & most) * 255 / most));
    }
    return file;
  }

  /** Where the first chunk of a type begins in a file that has been checked. */
  private static OptionalInt find(int type, byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = SIGNATURE.length;
    while (in.getInt(at + 4) != type) {
      if (in.getInt(at + 4) == END_CHUNK) {
        return OptionalInt.empty();
      }
      at += in.getInt(at) + AROUND_DATA;
    }
    return OptionalInt.of(at);
  }

  /** Channels of the image in a file that has been checked, by its colour type. */
  static int channels(byte[] file) {
    return (file[COLOUR_TYPE] & COLOUR_USED) != 0 ? ImageShape.COLOUR : ImageShape.GRAY;
  }

  private static void checkHeader(ByteBuffer in, int at, int type, int length, String name) {
    if (type != HEADER_CHUNK || length != 13) {
      throw new InvalidImagesException(
          name + ": has no PNG header at offset " + at + ": convert the image to PNG again");
    }
    int width = in.getInt(at + 8);
    int height = in.getInt(at + 12);
    int most = ImageShape.MAX_SIDE;
    if (width < 1 || height < 1 || width > most || height > most) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: height %d and width %d in the header at offset %d are not both in 1..%d pixels:"
                  + " scale the image",
              name,
              height,
              width,
              at,
              most));
    }
  }
}
