package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;

/** What is in a folder, none of it passed over. */
final class FolderEntries {

  private static final Logger log = LoggerFactory.getLogger(FolderEntries.class);

  private FolderEntries() {}

  /**
   * Lists a folder, by name.
   *
   * @throws InvalidImagesException if it holds names that this Java cannot read
   * @throws IOException if the file system fails
   */
  static List<FileStatus> of(FileSystem files, Path folder) throws IOException {
    checkNames(files, folder);
    FileStatus[] entries = files.listStatus(folder);
    Arrays.sort(entries, Comparator.comparing(DataSource::name));
    return List.of(entries);
  }

  /**
   * Looks for names on a local disk that this Java cannot read. Hadoop does not find what they
   * stand for, and leaves them out as if they were gone.
   *
   * @throws InvalidImagesException if there is one
   * @throws IOException if it cannot be read to its end
   */
  static void checkNames(FileSystem files, Path folder) throws IOException {
    if (!"file".equals(files.getUri().getScheme())) {
      return;
    }
    String local = files.makeQualified(folder).toUri().getPath();
    try (DirectoryStream<java.nio.file.Path> entries =
        Files.newDirectoryStream(java.nio.file.Path.of(local))) {
      for (java.nio.file.Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!entry.resolveSibling(name).equals(entry)) {
          throw unreadable(local, name);
        }
      }
    } catch (InvalidPathException e) {
      throw unreadable(local, e.getInput());
    } catch (FileSystemException e) {
      log.debug("what is wrong with the folder, Hadoop's listing tells", e);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static InvalidImagesException unreadable(String folder, String name) {
    String encoding = System.getProperty("sun.jnu.encoding");
    return new InvalidImagesException(
        "names in %s cannot be read in this locale, whose encoding is %s (sun.jnu.encoding), such as '%s'; %s"
            .formatted(
                folder,
                encoding,
                name,
                "UTF-8".equals(encoding)
                    ? "write them in UTF-8"
                    : "set LC_ALL=C.UTF-8, for executors by spark.executorEnv.LC_ALL"));
  }
}
