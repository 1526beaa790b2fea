package org.sparkddpm.jobs.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * The folder of one run: which samples it has, and writing into it without half-written files.
 *
 * <p>IDX files and pictures lie beside the label folders, so Spark reads the samples by the label
 * folders alone, with the output folder as basePath.
 */
public final class RunFolder {

  private static final Logger log = LoggerFactory.getLogger(RunFolder.class);

  private static final String IDENTITY = "_run.json";
  private static final String SUCCESS = "_SUCCESS";

  private final Configuration conf;
  private final Path root;
  private final FileSystem files;

  public RunFolder(Configuration conf, String folder) throws IOException {
    this.conf = conf;
    this.root = new Path(folder);
    this.files = WholeFile.withoutChecksums(root.getFileSystem(conf));
  }

  public Path path(String name) {
    return new Path(root, name);
  }

  /**
   * Takes the folder for a run, or finds that it is this run's already.
   *
   * @throws IOException if it holds another run, which is never overwritten, or cannot be written
   */
  public void claim(String identity) throws IOException {
    Path file = path(IDENTITY);
    if (files.exists(file)) {
      String found = read(file);
      if (!found.equals(identity)) {
        throw new IOException(
            "%s holds another run; give another --run-id or --output.%n  found:  %s%n  wanted: %s"
                .formatted(root, found, identity));
      }
      return;
    }
    // A hidden file is what a driver left that was killed here.
    if (files.exists(root)
        && Arrays.stream(files.listStatus(root))
            .anyMatch(status -> !status.getPath().getName().startsWith("."))) {
      throw new IOException(
          root + " exists and is not a run of this job; give another --run-id or --output");
    }
    try {
      write(IDENTITY, out -> out.write(identity.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IOException(
          "cannot write to %s: %s; give the job write access there, or another --output"
              .formatted(root, e.getMessage()),
          e);
    }
  }

  public boolean complete() throws IOException {
    return files.exists(path(SUCCESS));
  }

  public boolean begun() throws IOException {
    return files.exists(path(IDENTITY));
  }

  /** Takes the mark of completeness away, for there is more to do. */
  public void reopen() throws IOException {
    files.delete(path(SUCCESS), false);
  }

  /** Clears what killed tasks left, and marks the run as complete. */
  public void succeed() throws IOException {
    clear(root);
    write(SUCCESS, out -> {});
  }

  private void clear(Path parent) throws IOException {
    for (FileStatus status : files.listStatus(parent)) {
      if (status.isDirectory()) {
        clear(status.getPath());
      } else if (status.getPath().getName().endsWith(WholeFile.TEMPORARY)) {
        files.delete(status.getPath(), false);
      }
    }
  }

  /** The manifest of what was finished before; an unreadable one counts as none. */
  public RunManifest manifest() throws IOException {
    Path file = path(RunManifest.NAME);
    if (!files.exists(file)) {
      return RunManifest.EMPTY;
    }
    try {
      return RunManifest.decode(read(file).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      log.warn("{} is passed over and will be written again: {}", file, e.getMessage());
      return RunManifest.EMPTY;
    }
  }

  /** What a manifest says of a file as it lies here, which is read whole; empty if it is not. */
  public Optional<FileEntry> entry(String name) throws IOException {
    try {
      return Optional.of(FileEntry.read(files, path(name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Removes a file that is not what the run wrote. */
  public void discard(String name) throws IOException {
    log.warn("{} was changed since the run wrote it and will be made again", path(name));
    files.delete(path(name), false);
  }

  /**
   * The units whose file is missing; a damaged file is removed and its unit counted.
   *
   * @throws IOException if a file cannot be read now; it may be whole, and stays
   */
  public List<SampleUnit> missing(List<SampleUnit> units) throws IOException {
    List<SampleUnit> missing = new ArrayList<>();
    for (SampleUnit unit : units) {
      if (!whole(unit)) {
        missing.add(unit);
      }
    }
    return missing;
  }

  private boolean whole(SampleUnit unit) throws IOException {
    Path file = path(unit.path());
    if (!files.exists(file)) {
      return false;
    }
    String fault;
    try {
      long rows = new SampleFile(conf, file).rows();
      if (rows == unit.count()) {
        return true;
      }
      fault = "it has " + rows + " rows instead of " + unit.count();
    } catch (DamagedFileException e) {
      fault = e.getMessage();
    }
    log.warn("{} is damaged and will be made again: {}", file, fault);
    files.delete(file, false);
    return false;
  }

  public void write(SampleUnit unit, RunIdentity spec, List<byte[]> images) throws IOException {
    write(unit.path(), out -> SampleFile.write(conf, out, spec, unit, images));
  }

  public List<byte[]> images(SampleUnit unit) throws IOException {
    return new SampleFile(conf, path(unit.path())).images();
  }

  /** Writes a file that appears under its name only when it is whole. */
  public void write(String name, WholeFile.Content content) throws IOException {
    WholeFile.write(files, path(name), content);
  }

  /** Begins a file of the folder. */
  public WholeFile begin(String name) throws IOException {
    return WholeFile.begin(files, path(name));
  }

  public void deleteFolder(String name) throws IOException {
    files.delete(path(name), true);
  }

  private String read(Path file) throws IOException {
    try (var in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
