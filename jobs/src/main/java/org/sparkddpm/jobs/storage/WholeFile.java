package org.sparkddpm.jobs.storage;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.viewfs.ViewFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * A file that appears under its name when it is committed, whole, and not at all otherwise: the one
 * way in which results, checkpoints, samples and pointers are written.
 *
 * <p>Where a stream can be aborted (the path capability {@code
 * fs.capability.outputstream.abortable}, as on S3A), a file appears in one step when its stream is
 * closed: it is written under its own name, and aborted if it is not committed. A rename would be a
 * copy there.
 *
 * <p>Everywhere else it is written under a hidden name and renamed. No capability tells whether a
 * file system renames in one step or shows a file while it is written, so this is what is safe on
 * all: HDFS and local disks put a file in place of another in one step; other stores copy or move
 * the whole file on their side, and a reader may find none for a moment where one is replaced.
 * Where nothing can be renamed either, the finished file is copied under its name, read back, and
 * removed if it is not the same: a reader may see a part meanwhile, which nothing could prevent. In
 * both cases an earlier file is lost if the store fails just then; the new one is kept under its
 * hidden name, and the message names it.
 */
public final class WholeFile implements Closeable {

  static final String TEMPORARY = ".tmp";

  private static final Pattern HIDDEN =
      Pattern.compile("\\.(.+)\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\" + TEMPORARY);

  /** What writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it; the stream may be closed.
     *
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private final Publication publication;
  private final FSDataOutputStream file;
  private final DigestedStream content;
  private boolean ended;

  private WholeFile(FileSystem files, Path target) throws IOException {
    boolean abortable = files.hasPathCapability(target, CommonPathCapabilities.ABORTABLE_STREAM);
    Path written = abortable ? target : hidden(target);
    if (!abortable) {
      // Some file systems would move the file into the folder.
      refuseFolder(files, target);
    }
    this.publication = new Publication(files, written, target);
    this.file = files.create(written, true);
    this.content = new DigestedStream(file);
  }

  /**
   * Begins a file; missing folders are made.
   *
   * @param target absolute, or below the file system's working directory
   * @throws IOException if it cannot be created
   */
  public static WholeFile begin(FileSystem files, Path target) throws IOException {
    Path qualified = files.makeQualified(target);
    if (files instanceof ViewFileSystem) {
      // It only gives names to places on others, which are the ones to ask.
      files.mkdirs(qualified.getParent());
      Path folder = files.resolvePath(qualified.getParent());
      FileSystem place = folder.getFileSystem(files.getConf());
      if (!(place instanceof ViewFileSystem)) {
        return new WholeFile(withoutChecksums(place), new Path(folder, target.getName()));
      }
      // A folder of the view itself, or a place whose URI is taken for a name of a view again.
    }
    return new WholeFile(withoutChecksums(files), qualified);
  }

  /**
   * Writes a file, in place of one that has its name.
   *
   * @throws IOException if that fails, as {@link #commit}
   */
  public static FileEntry write(FileSystem files, Path target, Content content) throws IOException {
    try (WholeFile file = begin(files, target)) {
      content.writeTo(file.stream());
      return file.commit();
    }
  }

  /**
   * Writes a file, reads it back and compares it before it counts.
   *
   * @throws IOException if that fails, or the store has changed it, as {@link #commitVerified}
   */
  public static FileEntry writeVerified(FileSystem files, Path target, Content content)
      throws IOException {
    try (WholeFile file = begin(files, target)) {
      content.writeTo(file.stream());
      return file.commitVerified();
    }
  }

  /**
   * The same file system without the .crc files beside local files, which would be taken for damage
   * as soon as somebody replaces a file without Hadoop.
   */
  public static FileSystem withoutChecksums(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  /**
   * The name of the file whose hidden one this is, which a process that was killed may have left.
   *
   * @return empty if it is no hidden name of this class's making
   */
  public static Optional<String> targetOf(String name) {
    Matcher matcher = HIDDEN.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Path hidden(Path target) {
    String name = "." + target.getName() + "." + UUID.randomUUID() + TEMPORARY;
    return new Path(target.getParent(), name);
  }

  private static void refuseFolder(FileSystem files, Path target) throws IOException {
    try {
      if (files.getFileStatus(target).isDirectory()) {
        throw new PathIOException(target.toString(), "is a folder; give the path of a file");
      }
    } catch (FileNotFoundException e) {
      // The usual case.
    }
  }

  /** Where the content goes; closing it flushes, and publishes nothing. */
  public OutputStream stream() {
    return content;
  }

  /**
   * Publishes the file in place of one that has its name.
   *
   * @return what was written
   * @throws IOException if that fails; then nothing has appeared. An earlier file is still there,
   *     or the message says that it may be lost and where the new one is
   */
  public FileEntry commit() throws IOException {
    FileEntry entry = finish();
    publication.publish(entry);
    ended = true;
    return entry;
  }

  /**
   * Reads the file back and publishes it if it is what was written. Where it appears by being
   * closed, in place of an earlier one, it is removed if it is another or cannot be read.
   *
   * @return what was written
   * @throws IOException if that fails, as {@link #commit}; where a file appears by being closed, it
   *     is gone again, unless an exception that is added says that it cannot be removed
   */
  public FileEntry commitVerified() throws IOException {
    FileEntry entry = finish();
    publication.verify(entry);
    publication.publish(entry);
    ended = true;
    return entry;
  }

  private FileEntry finish() throws IOException {
    try {
      content.flush();
      if (file.hasCapability(StreamCapabilities.HSYNC)) {
        file.hsync();
      }
      file.close();
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    return content.entry();
  }

  /** Removes what was written, unless it is committed. */
  @Override
  public void close() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (publication.byClosing()) {
      file.abort();
    } else {
      // What failed before fails again, on HDFS with the same exception, which cannot be added to
      // itself as try-with-resources would.
      IOUtils.closeStream(file);
      publication.discard();
    }
  }
}
