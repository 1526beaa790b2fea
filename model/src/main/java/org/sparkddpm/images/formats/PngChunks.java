package org.sparkddpm.images.formats;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
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
  private static final int END_CHUNK = 0x49454e44;
  private static final int AROUND_DATA = 12;
  private static final int COLOUR_TYPE = 25;
  private static final int COLOUR_USED = 2;

  private PngChunks() {}

  /**
   * Refuses what is no whole and undamaged PNG file, or too large.
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
      at += (int) length + AROUND_DATA;
    }
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
