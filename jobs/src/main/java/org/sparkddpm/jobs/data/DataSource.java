package org.sparkddpm.jobs.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.sparkddpm.images.formats.ImageKind;

/**
 * The file or folder that a user names, on any file system.
 *
 * @param root as the user wrote it
 * @param folder whether it is a folder
 */
record DataSource(FileSystem files, Path root, boolean folder, DataColumns columns) {

  /** What systems keep in folders of their users: what is lost, thrown away, indexed, previewed. */
  private static final Set<String> OF_SYSTEMS =
      Set.of("lost+found", "$RECYCLE.BIN", "System Volume Information", "@eaDir");

  /**
   * Finds it.
   *
   * @throws FileNotFoundException if it is not there
   * @throws IOException if no file system answers to it
   */
  static DataSource of(Configuration conf, String location, DataColumns columns)
      throws IOException {
    Path root = new Path(location);
    FileSystem files;
    try {
      files = root.getFileSystem(conf);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "--data %s cannot be reached: %s; correct the URI, or the settings of its file system"
              .formatted(root, e.getMessage()),
          e);
    }
    try {
      return new DataSource(files, root, files.getFileStatus(root).isDirectory(), columns);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "--data " + root + " does not exist; correct the path, or " + DataFormats.remedy());
    }
  }

  /** What is in the folder, by name; of a file that file alone. */
  List<FileStatus> entries() throws IOException {
    return folder ? entries(root) : List.of(files.getFileStatus(root));
  }

  /** What is in a folder, by name. */
  List<FileStatus> entries(Path within) throws IOException {
    return FolderEntries.of(files, within);
  }

  /**
   * Whether an image file is in a folder; looks no further than to the first.
   *
   * @param most entries that are looked at
   */
  boolean holdsImage(Path within, int most) throws IOException {
    RemoteIterator<FileStatus> entries = files.listStatusIterator(within);
    for (int i = 0; i < most && entries.hasNext(); i++) {
      FileStatus entry = entries.next();
      if (entry.isFile() && ImageKind.byName(name(entry)).isPresent()) {
        return true;
      }
    }
    if (!entries.hasNext()) {
      FolderEntries.checkNames(files, within);
    }
    return false;
  }

  InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  /** The last part of an entry's path. */
  static String name(FileStatus entry) {
    return entry.getPath().getName();
  }

  /**
   * Whether an entry is none of a user's data: Spark and others pass it over, as its name begins
   * with a dot or an underscore, or a system keeps it there.
   */
  static boolean hidden(FileStatus entry) {
    String name = name(entry);
    return name.startsWith(".") || name.startsWith("_") || OF_SYSTEMS.contains(name);
  }

  /** The entry's name within the folder, a folder's with a slash behind. */
  String within(FileStatus entry) {
    return folder ? within(files.makeQualified(root), entry) : name(entry);
  }

  /** An entry's name within a folder above it, a folder's with a slash behind. */
  static String within(Path folder, FileStatus entry) {
    String path = entry.getPath().toUri().getPath();
    String above = folder.toUri().getPath();
    String name =
        path.startsWith(above)
            ? path.substring(above.length()).replaceFirst("^/+", "")
            : name(entry);
    return entry.isDirectory() ? name + "/" : name;
  }
}
