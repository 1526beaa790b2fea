package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local disks under another scheme, whose first Parquet files cannot be created. */
public final class FlakyFileSystem extends RawLocalFileSystem {

  static final String SCHEME = "flaky";

  /** How many creations are still to fail. */
  static final AtomicInteger FAULTS = new AtomicInteger();

  private static final URI NAME = URI.create(SCHEME + ":///");

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    setConf(conf);
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    failAtFirst(path);
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    failAtFirst(path);
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  private static void failAtFirst(Path path) throws IOException {
    if (path.getName().contains(".parquet")
        && FAULTS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IOException("no space for " + path);
    }
  }
}
