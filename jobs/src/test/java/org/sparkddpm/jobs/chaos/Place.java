package org.sparkddpm.jobs.chaos;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * A folder that one run of a job has for itself.
 *
 * @param uri of the folder
 * @param configuration with which it is reached past all faults that are made
 */
record Place(String uri, Configuration configuration) {

  /** The URI of a file or folder in it. */
  String in(String name) {
    return uri + "/" + name;
  }

  /** The path of a file or folder in it. */
  Path path(String name) {
    return new Path(in(name));
  }

  /** A client of its own; the caller's to close. */
  FileSystem files() throws IOException {
    return FileSystem.newInstance(URI.create(uri), configuration);
  }

  /** Removes all of it. */
  void delete() throws IOException {
    try (FileSystem files = files()) {
      files.delete(new Path(uri), true);
    }
  }

  /** Copies all of it to where nothing is yet. */
  void copyTo(Place other) throws IOException {
    try (FileSystem files = files();
        FileSystem others = other.files()) {
      FileUtil.copy(files, new Path(uri), others, new Path(other.uri), false, configuration);
    }
  }

  /** Copies all of it into a folder of this machine that does not exist yet. */
  void copyTo(java.nio.file.Path folder) throws IOException {
    try (FileSystem files = files()) {
      if (files.exists(new Path(uri))) {
        FileUtil.copy(files, new Path(uri), folder.toFile(), false, configuration);
      }
    }
  }
}
