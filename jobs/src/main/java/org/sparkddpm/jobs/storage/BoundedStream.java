package org.sparkddpm.jobs.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSError;

/** A file's bytes up to a number of them; one that has more is an error, not an early end. */
public final class BoundedStream extends FilterInputStream {

  private final Object file;
  private final long most;
  private long read;

  /**
   * The bytes of a stream.
   *
   * @param file for messages
   * @param most bytes that may be read
   */
  public BoundedStream(InputStream in, Object file, long most) {
    super(in);
    this.file = file;
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(bytes, offset, length);
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    read += Math.max(0, count);
    if (read > most) {
      throw new FileTooLongException(file, most);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("what is skipped is not counted");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
