package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A stream that Parquet writes one file into, whoever publishes the file. The end is held back
 * until the file is closed, since its footer is put in order ({@link SortedFooter}).
 */
final class ParquetStream extends PositionOutputStream implements OutputFile {

  /** More than the footer of any file of samples. */
  private static final int HELD_BACK = 1 << 20;

  private final OutputStream out;
  private final byte[] end = new byte[2 * HELD_BACK];
  private int held;
  private long position;
  private boolean closed;

  ParquetStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public PositionOutputStream create(long blockSize) {
    return this;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    return this;
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (held == end.length) {
        out.write(end, 0, HELD_BACK);
        System.arraycopy(end, HELD_BACK, end, 0, HELD_BACK);
        held = HELD_BACK;
      }
      int some = Math.min(left, end.length - held);
      System.arraycopy(bytes, from, end, held, some);
      held += some;
      from += some;
      left -= some;
    }
    position += length;
  }

  /** Hands on what is held back too: Parquet closes a file once it is whole, and when it fails. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (out) {
        out.write(SortedFooter.of(Arrays.copyOf(end, held)));
      }
    }
  }
}
