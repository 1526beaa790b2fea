package org.sparkddpm.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A path and the file system that it lies on.
 *
 * @param path with scheme and authority
 */
public record Location(FileSystem fileSystem, Path path) {

  private static final Pattern PATTERN_CHARACTER = Pattern.compile("[\\[\\]{}*?\\\\]");

  /**
   * Finds the file system of a URI or path.
   *
   * <p>Local files go through the raw file system. Hadoop's default for them keeps a hidden .crc
   * file beside each file: clutter for everybody who copies a checkpoint or opens one in Python,
   * weaker than the manifest's sha256, and wrong as soon as a file is replaced without Hadoop.
   *
   * @throws IllegalArgumentException if it is blank
   * @throws IOException if no file system answers to it
   */
  public static Location of(Configuration conf, String location) throws IOException {
    Objects.requireNonNull(conf, "conf");
    if (location.isBlank()) {
      throw new IllegalArgumentException(
          "the location is empty; give a path or a URI such as"
              + " hdfs:///user/me/run or s3a://bucket/run");
    }
    try {
      Path path = new Path(location);
      FileSystem fileSystem = WholeFile.withoutChecksums(path.getFileSystem(conf));
      return new Location(
          fileSystem, path.makeQualified(fileSystem.getUri(), fileSystem.getWorkingDirectory()));
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          ("cannot open '%s': %s; give a path or URI of a file"
                  + " system that this Hadoop knows (S3 is s3a:// and needs hadoop-aws on the class"
                  + " path)")
              .formatted(location, e.getMessage()),
          e);
    }
  }

  /**
   * A path for those that take patterns, which Spark's readers do: it names the same place where
   * the path has brackets, braces, asterisks or question marks in it.
   *
   * @param path a path or URI that stands for itself
   */
  public static String literal(String path) {
    return PATTERN_CHARACTER.matcher(path).replaceAll("\\\\$0");
  }

  /** Another path on the same file system. */
  public Location at(Path other) {
    return new Location(fileSystem, other);
  }

  /**
   * What is there, or empty if there is nothing.
   *
   * @throws IOException if the file system fails
   */
  public Optional<FileStatus> status() throws IOException {
    try {
      return Optional.of(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Opens a file of which nobody knows what it is; reading it ends in a {@link
   * FileTooLongException} if it has too many bytes.
   *
   * @param most bytes that it may have
   * @throws FileNotFoundException if it is not there
   * @throws IOException if it cannot be opened
   */
  public InputStream open(long most) throws IOException {
    return new BoundedStream(fileSystem.open(path), path, most);
  }

  /**
   * The content of a file of which nobody knows what it is.
   *
   * @param most bytes that it may have
   * @throws FileNotFoundException if it is not there
   * @throws FileTooLongException if it has more
   * @throws IOException if it cannot be read
   */
  public byte[] read(int most) throws IOException {
    try (InputStream in = open(most)) {
      return in.readAllBytes();
    }
  }

  /**
   * Whether something is there under another name than its own, so that removing what is in it
   * would remove what lies elsewhere.
   *
   * @throws IOException if the file system fails
   */
  public boolean isLink() throws IOException {
    // The local file system takes the scheme for a part of the name here.
    Path name = Path.getPathWithoutSchemeAndAuthority(path);
    try {
      return fileSystem.getFileLinkStatus(name).isSymlink();
    } catch (UnsupportedOperationException e) {
      // It knows no links.
      return false;
    }
  }

  /** An error that is no damage: a network, a right or a disk that failed. */
  public UnreadableException unreadable(IOException cause) {
    return new UnreadableException(path, cause);
  }
}
