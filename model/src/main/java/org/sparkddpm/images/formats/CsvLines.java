package org.sparkddpm.images.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * The lines of a table, in UTF-8 and of bounded length. The JDK's reader holds a line of any length
 * and puts one and the same sign for all bytes that are no UTF-8, which makes one class of several.
 */
final class CsvLines {
  /**
   * Height and width of the largest image: each of its numbers is a text until its line is read.
   */
  static final int MAX_SIDE = 1024;

  /** A pixel as it takes the most room, {@code 255.0} and a comma. */
  private static final int LONGEST_PIXEL = 6;

  /** Bytes of the longest line that is read, that of the largest image. */
  static final int LONGEST = MAX_SIDE * MAX_SIDE * ImageShape.COLOUR * LONGEST_PIXEL;

  private final InputStream in;
  private final String name;
  private final byte[] chunk = new byte[1 << 16];
  private int at;
  private int filled;
  private byte[] line = new byte[1 << 12];
  private int length;
  private int number;
  private boolean afterReturn;

  /**
   * Begins with the first line.
   *
   * @param name what to call the file in messages
   */
  CsvLines(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Number of the line that was read last, from 1 on. */
  int number() {
    return number;
  }

  /**
   * The next line, without what ends it: a line feed, a carriage return or both.
   *
   * @throws InvalidImagesException if it is longer than {@link #LONGEST} bytes or no UTF-8
   * @throws IOException if reading fails for a reason outside the file
   */
  Optional<String> next() throws IOException {
    number++;
    length = 0;
    if (afterReturn && more() && chunk[at] == '\n') {
      at++;
    }
    afterReturn = false;
    while (more()) {
      int start = at;
      while (at < filled && chunk[at] != '\n' && chunk[at] != '\r') {
        at++;
      }
      append(start, at - start);
      if (at < filled) {
        afterReturn = chunk[at] == '\r';
        at++;
        return Optional.of(text());
      }
    }
    return length == 0 ? Optional.empty() : Optional.of(text());
  }

  private boolean more() throws IOException {
    if (at == filled) {
      filled = Math.max(0, in.read(chunk));
      at = 0;
    }
    return at < filled;
  }

  private void append(int start, int count) {
    if (count > LONGEST - length) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s line %d is longer than %d bytes, which are %d for each number of an image of"
                  + " %dx%d in colour; write each image into a line of its own, or take the file"
                  + " away if it is no table of images; give larger images as files",
              name,
              number,
              LONGEST,
              LONGEST_PIXEL,
              MAX_SIDE,
              MAX_SIDE));
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, (int) Math.min(LONGEST, Math.max(length + count, 2L * length)));
    }
    System.arraycopy(chunk, start, line, length, count);
    length += count;
  }

  private String text() {
    for (int i = 0; i < length; i++) {
      if (line[i] < 0) {
        return decoded();
      }
    }
    return new String(line, 0, length, StandardCharsets.US_ASCII);
  }

  private String decoded() {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
    CharBuffer text = CharBuffer.allocate(length);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s line %d is no UTF-8: its byte %d is 0x%02x; save the file as UTF-8 (a spreadsheet"
                  + " calls it CSV UTF-8)",
              name,
              number,
              bytes.position() + 1,
              line[bytes.position()] & 0xff));
    }
    return text.flip().toString();
  }
}
