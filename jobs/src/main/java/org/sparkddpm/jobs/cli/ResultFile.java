package org.sparkddpm.jobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Writes a job's result so that a reader sees the old file, the new one or none, but never a part.
 */
public final class ResultFile {
  // Here a file appears whole when it is closed, while a rename would be a copy.
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3n", "s3", "gs", "oss", "cosn");

  private final Path path;
  private final Configuration hadoop;

  /**
   * A file that need not exist yet.
   *
   * @param uri path or URI; without a scheme it lies on Hadoop's default file system
   */
  public ResultFile(String uri, Configuration hadoop) {
    this.path = new Path(uri);
    this.hadoop = hadoop;
  }

  /**
   * Replaces the file.
   *
   * @throws IOException when it cannot be written; the message names it
   */
  public void write(JobResult result) throws IOException {
    byte[] content = result.toJson().getBytes(StandardCharsets.UTF_8);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path target = files.makeQualified(path);
      String scheme = target.toUri().getScheme();
      if (scheme.equals("file")) {
        replaceLocally(java.nio.file.Path.of(target.toUri().getPath()), content);
      } else if (OBJECT_STORES.contains(scheme)) {
        try (OutputStream out = files.create(target, true)) {
          out.write(content);
        }
      } else {
        replaceByRename(target, content);
      }
    } catch (IOException e) {
      throw new IOException(
          "Cannot write the result to %s: %s; give --result a place that can be written to"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /**
   * Removes the file of an earlier run, so that it cannot be taken for that of a later one.
   *
   * @throws IOException when that fails; the message names it
   */
  public void delete() throws IOException {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(path) && !files.delete(path, false)) {
        throw new IOException("it stays");
      }
    } catch (IOException e) {
      throw new IOException(
          ("Cannot clear the place of the result, %s: %s; check that its store answers and that the"
                  + " job may write there, or give --result another place")
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static void replaceLocally(java.nio.file.Path target, byte[] content) throws IOException {
    java.nio.file.Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    java.nio.file.Path written = folder.resolve(temporaryName());
    try {
      Files.write(written, content);
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private void replaceByRename(Path target, byte[] content) throws IOException {
    FileContext files = FileContext.getFileContext(target.toUri(), hadoop);
    Path written = new Path(target.getParent(), temporaryName());
    try {
      try (FSDataOutputStream out =
          files.create(written, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
        out.write(content);
      }
      files.rename(written, target, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      files.delete(written, false);
      throw e;
    }
  }

  // Spark leaves out names that begin with an underscore when it reads a folder.
  private static String temporaryName() {
    return "_result-" + UUID.randomUUID() + ".tmp";
  }
}
