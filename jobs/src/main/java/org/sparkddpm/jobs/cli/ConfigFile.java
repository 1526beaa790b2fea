package org.sparkddpm.jobs.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The file that {@code --config} names. */
final class ConfigFile {
  private ConfigFile() {}

  /** The file's values by key; whatever is wrong with the file goes to the problems. */
  static Map<String, String> read(String file, Configuration hadoop, Problems problems) {
    String name = "The file '" + file + "' of --config";
    try (InputStream in = open(file, hadoop)) {
      return FlatJson.read(in, name, problems);
    } catch (NoSuchFileException | FileNotFoundException e) {
      problems.add(name + " does not exist; give a JSON file that the driver can read");
    } catch (IOException | InvalidPathException e) {
      problems.add(name + " cannot be read (" + e + "); give a JSON file that the driver can read");
    }
    return Map.of();
  }

  private static InputStream open(String file, Configuration hadoop) throws IOException {
    if (!file.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return Files.newInputStream(java.nio.file.Path.of(file));
    }
    try {
      Path path = new Path(file);
      return path.getFileSystem(hadoop).open(path);
    } catch (IllegalArgumentException e) {
      throw new IOException("no valid URI", e);
    }
  }
}
