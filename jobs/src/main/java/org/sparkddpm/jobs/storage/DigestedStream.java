package org.sparkddpm.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSError;

/**
 * Length and sha256 of what goes through a stream, whose errors of a disk come out as exceptions.
 * Closing it flushes the stream, and does not close it.
 *
 * <p>A stream of HDFS that has failed throws the very same exception again whatever is called.
 * Whoever closes what writes into it then would add that exception to itself, which Java refuses.
 * So it is thrown once.
 */
final class DigestedStream extends FilterOutputStream {

  private final MessageDigest digest = Sha256.digest();
  private long length;
  private boolean failed;

  /** Something that is done with the stream. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  DigestedStream(OutputStream out) {
    super(out);
  }

  /** What was written; once, at the end. */
  FileEntry entry() {
    return FileEntry.of(length, digest);
  }

  @Override
  public void write(int value) throws IOException {
    attempt(() -> out.write(value));
    digest.update((byte) value);
    length++;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    attempt(() -> out.write(bytes, offset, count));
    digest.update(bytes, offset, count);
    length += count;
  }

  @Override
  public void flush() throws IOException {
    attempt(out::flush);
  }

  @Override
  public void close() throws IOException {
    if (!failed) {
      flush();
    }
  }

  private void attempt(Step step) throws IOException {
    if (failed) {
      throw new IOException("nothing more can be written after what has failed");
    }
    failed = true;
    try {
      step.run();
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    failed = false;
  }
}
