package org.sparkddpm.jobs.storage;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.hdfs.BlockMissingException;

/**
 * Tells bytes that are gone from a file system that fails: the first may be passed over, the second
 * must stop a job, which otherwise would go on without what is whole.
 */
public final class LostBytes {

  private LostBytes() {}

  /**
   * Whether reading an open file failed because its bytes are not there any more.
   *
   * @param failure of reading; that of opening a file or of asking for its length never says so
   */
  public static boolean is(IOException failure) {
    return failure instanceof ChecksumException
        || failure instanceof BlockMissingException
        || (failure instanceof EOFException && !isEndOfConnection(failure));
  }

  /**
   * Whether a connection came to its end, not a file: of the two, which Hadoop's client tells by
   * the same exception, the first has a cause.
   */
  public static boolean isEndOfConnection(Throwable failure) {
    return failure instanceof EOFException && failure.getCause() != null;
  }
}
