package org.sparkddpm.images.formats;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Unzips gzip data (RFC 1952). Unlike the JDK's stream it says where the data is bad, refuses bytes
 * behind the data instead of skipping them, and keeps a faulty file (InvalidImagesException) apart
 * from a faulty disk or network (IOException). Closing does not close the stream underneath.
 */
public final class Gunzip extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CRC = 2;

  private final InputStream in;
  private final String name;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long bytesBeforeBuffer;
  private boolean ended;

  /**
   * The stream itself, or what is in it if it starts like gzip data.
   *
   * @param name what to call the file in messages
   * @throws InvalidImagesException here or on reading, if the gzip data is damaged or cut off, or
   *     something else follows it
   */
  public static InputStream unzipped(InputStream raw, String name) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    buffered.mark(2);
    byte[] start = buffered.readNBytes(2);
    buffered.reset();
    boolean zipped = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    return zipped ? new Gunzip(buffered, name) : buffered;
  }

  private Gunzip(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    readHeader(nextByte());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count;
      try {
        count = inflater.inflate(out, offset, length);
      } catch (DataFormatException e) {
        throw corrupt("the compressed data is not valid (" + e.getMessage() + ")", e);
      }
      if (count > 0) {
        crc.update(out, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw corrupt("the compressed data asks for a dictionary", null);
      } else {
        if (!fill()) {
          throw truncated();
        }
        inflater.setInput(buffer, 0, limit);
        position = limit;
      }
    }
    return -1;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    long expectedCrc = littleEndian();
    long expectedLength = littleEndian();
    long length = inflater.getBytesWritten() & 0xffffffffL;
    if (expectedCrc != crc.getValue() || expectedLength != length) {
      throw corrupt("the checksum of the data is wrong", null);
    }
    if (position == limit && !fill()) {
      ended = true;
      inflater.end();
      return;
    }
    int next = nextByte();
    if (next != 0x1f) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: bytes that are not gzip data follow the data at offset %d: cut them off or"
                  + " fetch the file again",
              name,
              bytesBeforeBuffer + position - 1));
    }
    inflater.reset();
    crc.reset();
    readHeader(next);
  }

  private void readHeader(int first) throws IOException {
    if (first != 0x1f || nextByte() != 0x8b || nextByte() != 8) {
      throw corrupt("no gzip header", null);
    }
    int flags = nextByte();
    skip(6);
    if ((flags & EXTRA) != 0) {
      int low = nextByte();
      skip(low | nextByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.setInput(buffer, position, limit - position);
    position = limit;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nextByte();
    }
  }

  private void skipText() throws IOException {
    int next = nextByte();
    while (next != 0) {
      next = nextByte();
    }
  }

  private long littleEndian() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) nextByte() << shift;
    }
    return value;
  }

  private int nextByte() throws IOException {
    if (position == limit && !fill()) {
      throw truncated();
    }
    return buffer[position++] & 0xff;
  }

  private boolean fill() throws IOException {
    bytesBeforeBuffer += limit;
    position = 0;
    limit = 0;
    int count;
    try {
      count = in.read(buffer, 0, buffer.length);
    } catch (EOFException e) {
      // Some file systems report an early end so; here it means the same as -1.
      count = -1;
    }
    limit = Math.max(count, 0);
    return limit > 0;
  }

  private InvalidImagesException truncated() {
    return new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: the gzip data ends too early, after %d bytes: the file is cut off, fetch it again",
            name,
            bytesBeforeBuffer + position));
  }

  private InvalidImagesException corrupt(String what, Throwable cause) {
    long offset =
        bytesBeforeBuffer + position - (inflater.finished() ? 0 : inflater.getRemaining());
    return new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s: %s, near offset %d: the file is damaged, fetch it again",
            name,
            what,
            offset),
        cause);
  }
}
