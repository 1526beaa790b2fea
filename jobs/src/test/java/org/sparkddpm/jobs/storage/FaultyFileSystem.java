package org.sparkddpm.jobs.storage;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.util.Progressable;

/**
 * Local disk under the scheme {@code faulty:}, which fails on demand and can do as much as it is
 * told: it also stands for object stores, and for stores that can do nothing but keep files.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

  /** The scheme of its URIs. */
  public static final String SCHEME = "faulty";

  private static final URI ROOT = URI.create(SCHEME + ":///");
  private static final String KEY = "faulty.faults";
  private static final Map<String, Faults> ALL = new ConcurrentHashMap<>();

  /** What a store can do. */
  public enum Kind {
    /** Shows a file while it is written, and renames it in one step. */
    DISK,
    /** Shows a file while it is written, and renames it only to a name that is free. */
    STRICT,
    /** Shows a file once its stream is closed, and can abort it; a rename would be a copy. */
    OBJECTS,
    /** Shows a file while it is written; neither renames nor aborts. */
    BARE
  }

  /** What goes wrong, on all instances of one configuration. */
  public static final class Faults {
    /** What the store can do. */
    public Kind kind = Kind.DISK;

    /** Files that cannot be created. */
    public Predicate<Path> uncreatable = path -> false;

    /** How many more bytes can be written. */
    public long space = Long.MAX_VALUE;

    /** Whether nothing at all works once the space is used up, as after a kill. */
    public boolean dies;

    /** Files of which the last written byte is changed on its way to disk. */
    public Predicate<Path> changes = path -> false;

    /** Files that cannot be read for now. */
    public Predicate<Path> unreadable = path -> false;

    /** What opening one of those fails with. */
    public Supplier<IOException> failure = () -> new IOException("connection reset");

    /** Files that can be opened and not read; what reading fails with is {@link #failure}. */
    public Predicate<Path> breaksOff = path -> false;

    /** Names to which nothing can be renamed for now, without an exception. */
    public Predicate<Path> unrenamable = path -> false;

    /** Files and folders that cannot be deleted. */
    public Predicate<Path> undeletable = path -> false;

    private void alive() throws IOException {
      if (dies && space <= 0) {
        throw new IOException("killed");
      }
    }
  }

  /** What Hadoop's client throws where a name node ends in the middle of a call. */
  public static IOException connectionEnded() {
    return NetUtils.wrapException("namenode", 8020, "driver", 0, new EOFException());
  }

  private Faults faults;

  /** A configuration that knows the scheme; its faults are its own. */
  public static Configuration configuration(Faults faults) {
    Configuration conf = new Configuration(false);
    settings(faults).forEach(conf::set);
    return conf;
  }

  /** The settings of Hadoop that make such a configuration. */
  public static Map<String, String> settings(Faults faults) {
    String id = UUID.randomUUID().toString();
    ALL.put(id, faults);
    return Map.of(
        "fs.faulty.impl",
        FaultyFileSystem.class.getName(),
        "fs.faulty.impl.disable.cache",
        "true",
        KEY,
        id);
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
    return SCHEME;
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
    if (faults.uncreatable.test(path)) {
      throw new IOException("no space for " + path);
    }
    OutputStream file =
        faults.kind == Kind.OBJECTS
            ? new ByteArrayOutputStream()
            : super.create(path, overwrite, buffer, replication, block, progress);
    return new FSDataOutputStream(new FaultyStream(path, file), null);
  }

  private void put(Path path, ByteArrayOutputStream object) throws IOException {
    try (OutputStream out = super.create(path, true, 4096, (short) 1, 1 << 20, null)) {
      object.writeTo(out);
    }
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM)
        ? faults.kind == Kind.OBJECTS
        : super.hasPathCapability(path, capability);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    faults.alive();
    if (faults.unrenamable.test(to)) {
      return false;
    }
    return switch (faults.kind) {
      case DISK -> super.rename(from, to);
      case STRICT -> !exists(to) && super.rename(from, to);
      case OBJECTS -> throw new AssertionError("an object store would copy " + from);
      case BARE -> throw new UnsupportedOperationException("rename");
    };
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    faults.alive();
    if (faults.unreadable.test(path)) {
      throw faults.failure.get();
    }
    FSDataInputStream file = super.open(path, buffer);
    return faults.breaksOff.test(path) ? new FSDataInputStream(new BrokenStream(file)) : file;
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

  /** What Hadoop's local file system throws; nobody else may make one. */
  public static FSError asLocalDisksThrow(IOException cause) {
    try {
      Constructor<FSError> error = FSError.class.getDeclaredConstructor(Throwable.class);
      error.setAccessible(true);
      return error.newInstance(cause);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private final class BrokenStream extends FSInputStream {
    private final FSDataInputStream file;

    BrokenStream(FSDataInputStream file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      throw faults.failure.get();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      throw faults.failure.get();
    }

    @Override
    public void seek(long position) throws IOException {
      file.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return file.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private final class FaultyStream extends FilterOutputStream implements Abortable {
    private final Path path;
    private final boolean changes;
    private IOException failure;
    private boolean closed;

    FaultyStream(Path path, OutputStream file) {
      super(file);
      this.path = path;
      this.changes = faults.changes.test(path);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      failAgain();
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
        failAgain();
      }
    }

    @Override
    public void flush() throws IOException {
      failAgain();
      super.flush();
    }

    /** With the same exception, as HDFS does. */
    private void failAgain() throws IOException {
      if (failure == null) {
        return;
      }
      if (faults.kind == Kind.DISK) {
        throw asLocalDisksThrow(failure);
      }
      throw failure;
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (failure != null) {
        throw failure;
      }
      if (!closed && out instanceof ByteArrayOutputStream object) {
        put(path, object);
      }
      closed = true;
    }

    @Override
    public AbortableResult abort() {
      if (!(out instanceof ByteArrayOutputStream)) {
        throw new UnsupportedOperationException("abort");
      }
      boolean before = closed;
      closed = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return before;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }
  }
}
