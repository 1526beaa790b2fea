package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.samples.DamagedFileException;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.WholeFile;

/** Writes into the folder of a run, without half-written files. */
final class RunWriter {

  private static final Logger log = LoggerFactory.getLogger(RunWriter.class);

  private final RunFolder folder;
  private final FileSystem files;
  private final Path root;

  RunWriter(RunFolder folder) {
    this.folder = folder;
    this.files = folder.location().fileSystem();
    this.root = folder.location().path();
  }

  /** The folder that is written into. */
  RunFolder folder() {
    return folder;
  }

  /**
   * Takes the folder for a run, or finds that it is this run's already.
   *
   * @return the run's description in the format that the folder has
   * @throws IOException if it holds another run, which is never overwritten, or cannot be written
   */
  RunDescription claim(RunDescription description) throws IOException {
    if (folder.begun()) {
      return found(description);
    }
    // A hidden file is what a driver left that was killed here.
    if (files.exists(root)
        && Arrays.stream(files.listStatus(root))
            .anyMatch(status -> !status.getPath().getName().startsWith("."))) {
      throw new IOException(
          root + " exists and is not a run of this job; give another --run-id or --output");
    }
    try {
      write(
          RunDescription.NAME,
          out -> out.write(description.text().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IOException(
          "cannot write to %s: %s; give the job write access there, or another --output"
              .formatted(root, e.getMessage()),
          e);
    }
    return description;
  }

  private RunDescription found(RunDescription wanted) throws IOException {
    JsonNode json;
    try {
      json = Json.parse(folder.read(RunDescription.NAME));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read: %s; give another --run-id or --output"
              .formatted(folder.path(RunDescription.NAME), e.getMessage()),
          e);
    }
    try {
      RunDescription found = RunDescription.fromJson(json);
      if (found.equals(wanted) || wanted.earlier().contains(found)) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      log.warn("{} is not of this version: {}", folder.path(RunDescription.NAME), e.getMessage());
    }
    throw new IOException(
        "%s holds another run: %s; give another --run-id or --output"
            .formatted(
                root,
                String.join(
                    "; ", Json.differences(json, "in the folder", wanted.toJson(), "asked for"))));
  }

  /** Takes the mark of completeness away, for there is more to do. */
  void reopen() throws IOException {
    files.delete(folder.path(RunFolder.SUCCESS), false);
  }

  /** Clears what killed tasks left, and marks the run as complete. */
  void succeed() throws IOException {
    clear(root);
    write(RunFolder.SUCCESS, out -> {});
  }

  private void clear(Path parent) throws IOException {
    // Not as one array: a label may have hundreds of thousands of files.
    RemoteIterator<FileStatus> all = files.listStatusIterator(parent);
    while (all.hasNext()) {
      FileStatus status = all.next();
      if (status.isDirectory()) {
        clear(status.getPath());
      } else if (status.getPath().getName().endsWith(WholeFile.TEMPORARY)) {
        files.delete(status.getPath(), false);
      }
    }
  }

  /** Removes a unit's file that is not what the run wrote. */
  void discard(SampleUnit unit) throws IOException {
    files.delete(folder.path(unit.path()), false);
  }

  /**
   * Whether a unit's file is missing; a damaged one is removed.
   *
   * @throws IOException if the file cannot be read now; it may be whole, and stays
   */
  boolean lacks(SampleUnit unit) throws IOException {
    try {
      return !folder.hasWhole(unit);
    } catch (DamagedFileException e) {
      log.warn("{}; it will be made again", e.getMessage());
      discard(unit);
      return true;
    }
  }

  /** Writes a file that appears under its name only when it is whole. */
  void write(String name, WholeFile.Content content) throws IOException {
    WholeFile.write(files, folder.path(name), content);
  }

  /** Begins a file of the folder. */
  WholeFile begin(String name) throws IOException {
    return WholeFile.begin(files, folder.path(name));
  }

  void deleteFolder(String name) throws IOException {
    files.delete(folder.path(name), true);
  }
}
