package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.samples.DamagedFileException;
import org.sparkddpm.jobs.samples.GenerationFile;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Printable;
import org.sparkddpm.jobs.storage.UnreadableException;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.jobs.storage.WriterClaim;

/** Writes into the folder of a run, without half-written files. */
final class RunWriter {

  private static final Logger log = LoggerFactory.getLogger(RunWriter.class);

  /** What may be left of a run that is deleted while somebody else writes of it, or comes first. */
  private static final Set<String> OF_NO_RUN = Set.of(GenerationFile.FOLDER, RunFolder.EVALUATION);

  private static final String ELSEWHERE = "another --run-id or --output";

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
   * Finds whether the folder is that of a run, or can become it; nothing is written.
   *
   * @return the run's description in the format that the folder has
   * @throws IOException if it holds another run, which is never overwritten, or other files
   */
  RunDescription examine(RunDescription description) throws IOException {
    if (folder.begun()) {
      return found(description);
    }
    // Hidden files and claims are what a driver left that was killed here, or another that begins.
    if (files.exists(root)
        && Arrays.stream(files.listStatus(root))
            .map(FileStatus::getPath)
            .anyMatch(
                file ->
                    !file.getName().startsWith(".")
                        && !OF_NO_RUN.contains(file.getName())
                        && !WriterClaim.isClaim(file))) {
      throw new IOException(
          root + " exists and is not a run of this job; give another --run-id or --output");
    }
    return description;
  }

  /**
   * Takes the folder for a run, once no other driver writes there.
   *
   * @param description as {@link #examine} found it
   * @param table whether the table of samples is wanted
   * @throws IOException if it holds another run by now, or cannot be written
   */
  OwnedFolder claim(RunDescription description, boolean table) throws IOException {
    WriterClaim claim = claim();
    try {
      examine(description);
      if (!folder.begun()) {
        write(
            RunDescription.NAME,
            out -> out.write(description.text().getBytes(StandardCharsets.UTF_8)));
        if (!table) {
          write(RunFolder.PASSING_TABLE, out -> {});
        }
      } else if (table) {
        files.delete(folder.path(RunFolder.PASSING_TABLE), false);
      }
      return new OwnedFolder(folder, claim);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private WriterClaim claim() throws IOException {
    try {
      return WriterClaim.await(folder.location(), ELSEWHERE);
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "cannot write to %s: %s; give the job write access and enough space there, or another --output"
              .formatted(root, e.getMessage()),
          e);
    }
  }

  /**
   * Removes claims that drivers left which were killed when all was done. Where that cannot be,
   * they stay: they harm nobody, and who asks for a complete run needs no right to write.
   */
  void removeLeftClaims() {
    try {
      WriterClaim.removeCrashed(folder.location(), ELSEWHERE);
    } catch (IOException e) {
      log.warn("a claim in {} stays: {}", root, e.getMessage());
    }
  }

  private RunDescription found(RunDescription wanted) throws IOException {
    JsonNode json = json();
    try {
      RunDescription found = RunDescription.fromJson(json);
      if (found.equals(wanted) || wanted.earlier().contains(found)) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      log.warn(
          "{} is not of this version: {}",
          folder.path(RunDescription.NAME),
          Printable.of(e.getMessage()));
    }
    throw new IOException(
        "%s holds another run: %s; give another --run-id or --output"
            .formatted(
                root,
                String.join(
                    "; ", Json.differences(json, "in the folder", wanted.toJson(), "asked for"))));
  }

  private JsonNode json() throws IOException {
    try {
      return Json.parse(bytes());
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be understood: %s; give another --run-id or --output"
              .formatted(folder.path(RunDescription.NAME), e.getMessage()),
          e);
    }
  }

  private byte[] bytes() throws IOException {
    try {
      return folder.read(RunDescription.NAME);
    } catch (FileTooLongException e) {
      throw e;
    } catch (IOException e) {
      throw folder.location().at(folder.path(RunDescription.NAME)).unreadable(e);
    }
  }

  /** Takes the mark of completeness away, for there is more to do. */
  void reopen() throws IOException {
    files.delete(folder.path(RunFolder.SUCCESS), false);
  }

  /** Marks the run as complete. */
  void succeed() throws IOException {
    write(RunFolder.SUCCESS, out -> {});
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

  /**
   * Writes a file that appears under its name only when it is whole.
   *
   * @throws IOException if that fails, saying what to do
   */
  void write(String name, WholeFile.Content content) throws IOException {
    try {
      WholeFile.write(files, folder.path(name), content);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** What to throw where a file of the folder cannot be written. */
  IOException unwritable(String name, IOException cause) {
    return new IOException(
        ("cannot write %s: %s; give the job write access and enough space there, then run the same"
                + " command again, which makes what is missing")
            .formatted(folder.path(name), cause.getMessage()),
        cause);
  }

  /** Begins a file of the folder. */
  WholeFile begin(String name) throws IOException {
    return WholeFile.begin(files, folder.path(name));
  }
}
