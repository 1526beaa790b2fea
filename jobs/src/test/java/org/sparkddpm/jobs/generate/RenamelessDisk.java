package org.sparkddpm.jobs.generate;

import java.net.URI;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local disks under an object store's scheme, where nothing may be renamed. */
public final class RenamelessDisk extends RawLocalFileSystem {

  static final String SCHEME = "s3a";

  private static final URI NAME = URI.create(SCHEME + ":///");

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("an object store would copy " + from);
  }
}
