package org.sparkddpm.jobs.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Stands for an object store: the bucket is a local folder, and renaming is not to be used. */
public final class RenamelessFileSystem extends RawLocalFileSystem {
  static final String ROOT = "test.root";

  private URI bucket;

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    bucket = URI.create(uri.getScheme() + "://" + uri.getAuthority());
  }

  @Override
  public URI getUri() {
    // The constructor above asks before there is a bucket.
    return bucket == null ? super.getUri() : bucket;
  }

  @Override
  public File pathToFile(Path path) {
    return new File(getConf().get(ROOT), path.toUri().getPath());
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("An object store would copy " + from);
  }
}
