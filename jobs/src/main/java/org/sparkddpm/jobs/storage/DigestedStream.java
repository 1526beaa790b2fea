package org.sparkddpm.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSError;

/**
 * Length and sha256 of what goes through a stream, whose errors of a disk come out as exceptions;
 * closing it flushes the stream, and does not close it.
 */
final class DigestedStream extends FilterOutputStream {

  private final MessageDigest digest = Sha256.digest();
  private long length;

  DigestedStream(OutputStream out) {
    super(out);
  }

  /** What was written; once, at the end. */
  FileEntry entry() {
    return FileEntry.of(length, digest);
  }

  @Override
  public void write(int value) throws IOException {
    try {
      out.write(value);
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    digest.update((byte) value);
    length++;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    try {
      out.write(bytes, offset, count);
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    digest.update(bytes, offset, count);
    length += count;
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
