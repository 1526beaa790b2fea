package org.sparkddpm.jobs.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Local disk under the scheme {@code faulty:}, which fails on demand. As its scheme is unknown to
 * the store, manifests are written as to an object store, without a rename.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

  private static final URI ROOT = URI.create("faulty:///");
  private static final String KEY = "faulty.faults";
  private static final Map<String, Faults> ALL = new ConcurrentHashMap<>();

  /** What goes wrong, on all instances of one configuration. */
  static final class Faults {
    /** How many more bytes can be written. */
    long space = Long.MAX_VALUE;

    /** Whether nothing at all works once the space is used up, as after a kill. */
    boolean dies;

    /** Files of which the last written byte is changed on its way to disk. */
    Predicate<Path> changes = path -> false;

    /** Files that cannot be read for now. */
    Predicate<Path> unreadable = path -> false;

    /** Files and folders that cannot be deleted. */
    Predicate<Path> undeletable = path -> false;

    private void alive() throws IOException {
      if (dies && space <= 0) {
        throw new IOException("killed");
      }
    }
  }

  private Faults faults;

  /** A configuration that knows the scheme; its faults are its own. */
  static Configuration configuration(Faults faults) {
    String id = UUID.randomUUID().toString();
    ALL.put(id, faults);
    Configuration conf = new Configuration(false);
    conf.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    conf.setBoolean("fs.faulty.impl.disable.cache", true);
    conf.set(KEY, id);
    return conf;
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    faults = ALL.get(conf.get(KEY));
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    faults.alive();
    OutputStream file = super.create(path, overwrite, buffer, replication, block, progress);
    return new FSDataOutputStream(new FaultyStream(file, faults.changes.test(path)), null);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    faults.alive();
    if (faults.unreadable.test(path)) {
      throw new IOException("connection reset");
    }
    return super.open(path, buffer);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    faults.alive();
    return super.listStatus(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    faults.alive();
    if (faults.undeletable.test(path)) {
      throw new IOException("denied");
    }
    return super.delete(path, recursive);
  }

  private final class FaultyStream extends FilterOutputStream {
    private final boolean changes;
    private IOException failure;

    FaultyStream(OutputStream file, boolean changes) {
      super(file);
      this.changes = changes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int fits = (int) Math.min(length, faults.space);
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + fits);
      if (changes && fits > 0) {
        copy[fits - 1] ^= 1;
      }
      out.write(copy);
      faults.space -= fits;
      if (fits < length) {
        out.flush();
        failure = new IOException("No space left on device");
        throw failure;
      }
    }

    /** Fails again with the same exception, as HDFS does. */
    @Override
    public void close() throws IOException {
      out.close();
      if (failure != null) {
        throw failure;
      }
    }
  }
}
