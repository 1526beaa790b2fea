package org.sparkddpm.jobs.samples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The end of a Parquet file, its lists in order: the library writes the encodings of a column as
 * they come out of a hash set, in each process otherwise, so that files of equal rows would differ.
 */
final class SortedFooter {

  /** The footer's length and the magic number behind it. */
  private static final int BEHIND = 8;

  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private SortedFooter() {}

  /**
   * Sorts the lists.
   *
   * @param end the last bytes of a file
   * @return as many bytes; the same ones if the file was not written to its end, or the footer is
   *     longer than they are
   * @throws IOException if the footer cannot be read
   */
  static byte[] of(byte[] end) throws IOException {
    int behind = end.length - BEHIND;
    if (behind < 0 || !Arrays.equals(end, end.length - MAGIC.length, end.length, MAGIC, 0, 4)) {
      return end;
    }
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(behind);
    if (length < 0 || length > behind) {
      return end;
    }
    int begin = behind - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, begin, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        column.getMeta_data().getEncodings().sort(Comparator.comparingInt(Encoding::getValue));
      }
    }
    ByteArrayOutputStream sorted = new ByteArrayOutputStream(length);
    Util.writeFileMetaData(footer, sorted);
    if (sorted.size() != length) {
      throw new IOException(
          "the footer of a Parquet file has another length when it is written again");
    }
    byte[] whole = Arrays.copyOf(end, end.length);
    System.arraycopy(sorted.toByteArray(), 0, whole, begin, length);
    return whole;
  }
}
