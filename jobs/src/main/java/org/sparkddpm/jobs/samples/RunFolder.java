package org.sparkddpm.jobs.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.Printable;

/**
 * The folder of one run, to be read: what the run is, which files it has, and the samples in them.
 *
 * <p>Spark reads the folder as it is, except that of an earlier version of the job, which has IDX
 * files and pictures beside the folders of the labels ({@link RunLayout}).
 */
public final class RunFolder {

  /** The file that is there once the run is complete. */
  public static final String SUCCESS = "_SUCCESS";

  /**
   * The file of a run whose table nobody has asked for yet: its Parquet files are a means to other
   * files, and are removed with the end of the run. Without it they stay, whatever else is lost.
   */
  public static final String PASSING_TABLE = "_passing_table";

  /**
   * The folder of what is said of the run's samples. An evaluation may leave it where there is no
   * run any more, or none yet.
   */
  public static final String EVALUATION = "_evaluation";

  private static final Logger log = LoggerFactory.getLogger(RunFolder.class);

  /** More than a run's description has, and than a manifest has beside its units; in bytes. */
  private static final int LONGEST = 1 << 24;

  /** More than a manifest has for each unit, in bytes. */
  private static final long LONGEST_ENTRY = 400;

  private final Configuration conf;
  private final Location location;

  /**
   * A folder that need not exist yet.
   *
   * @param conf Hadoop's configuration
   * @param folder its path or URI
   * @throws IOException if no file system answers to it
   */
  public RunFolder(Configuration conf, String folder) throws IOException {
    this.conf = conf;
    this.location = Location.of(conf, folder);
  }

  /**
   * The folder of a run by its name, {@code run_id=<id>}: that of the first version of the job if
   * the run has one, otherwise the one that it has or gets now.
   *
   * @param output the folder of all runs
   * @throws IOException if the file system fails
   */
  public static RunFolder of(Configuration conf, String output, RunIdentity identity)
      throws IOException {
    RunFolder earlier = named(conf, output, identity.earlierRunId());
    return identity.sampling().ofFirstVersion() && earlier.begun()
        ? earlier
        : named(conf, output, identity.runId());
  }

  /**
   * The folder of a run that somebody has named.
   *
   * @param output the folder of all runs
   * @throws IOException if no file system answers to it
   */
  public static RunFolder named(Configuration conf, String output, String id) throws IOException {
    return new RunFolder(conf, new Path(output, "run_id=" + id).toString());
  }

  /** The folder, and its file system. */
  public Location location() {
    return location;
  }

  /** A file's place. */
  public Path path(String name) {
    return new Path(location.path(), name);
  }

  /**
   * Whether the run has begun: its description is there.
   *
   * @throws IOException if the file system fails
   */
  public boolean begun() throws IOException {
    return has(RunDescription.NAME);
  }

  /**
   * Whether the run is complete.
   *
   * @throws IOException if the file system fails
   */
  public boolean complete() throws IOException {
    return has(SUCCESS);
  }

  /**
   * Whether the run's Parquet files are there for the making of other files alone.
   *
   * @throws IOException if the file system fails
   */
  public boolean passingTable() throws IOException {
    return has(PASSING_TABLE);
  }

  private boolean has(String name) throws IOException {
    return location.fileSystem().exists(path(name));
  }

  /**
   * What the run is.
   *
   * @throws FileNotFoundException if none has begun here
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException naming what is wrong with it
   */
  public RunDescription description() throws IOException {
    byte[] bytes;
    try {
      bytes = read(RunDescription.NAME);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "there is no run in %s: it has no %s; give the folder run_id=<id> of a run"
              .formatted(location.path(), RunDescription.NAME));
    }
    try {
      return RunDescription.fromJson(Json.parse(bytes));
    } catch (IllegalArgumentException | IOException e) {
      throw new IllegalArgumentException(path(RunDescription.NAME) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The manifest of what was finished before; an unreadable one counts as none.
   *
   * @param units what the run is cut into
   * @throws IOException if the file system fails
   */
  public RunManifest manifest(SampleUnits units) throws IOException {
    if (!has(RunManifest.NAME)) {
      return new RunManifest(units);
    }
    long most = LONGEST + LONGEST_ENTRY * units.size();
    try (InputStream in = location.at(path(RunManifest.NAME)).open(most)) {
      return RunManifest.read(in, units);
    } catch (IllegalArgumentException | FileTooLongException e) {
      log.warn(
          "{} is passed over and will be written again: {}",
          path(RunManifest.NAME),
          Printable.of(e.getMessage()));
      return new RunManifest(units);
    }
  }

  /**
   * What a manifest says of a file as it lies here, which is read whole.
   *
   * @return empty if it is not there, or is a device and no file
   * @throws IOException if it cannot be read
   */
  public Optional<FileEntry> entry(String name) throws IOException {
    try {
      return Optional.of(FileEntry.read(location.fileSystem(), path(name)));
    } catch (FileNotFoundException | FileTooLongException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a unit's file is there with all its rows, by its footer.
   *
   * @throws DamagedFileException if it is there and is not whole
   * @throws IOException if it cannot be read now; it may be whole
   */
  public boolean hasWhole(SampleUnit unit) throws IOException {
    if (!has(unit.path())) {
      return false;
    }
    long rows = file(unit).rows();
    if (rows != unit.count()) {
      throw new DamagedFileException(
          path(unit.path()), "it has " + rows + " rows instead of " + unit.count());
    }
    return true;
  }

  /**
   * Reads the first samples of a unit in the order of their indices, one after the other, and no
   * more of its file than that takes.
   *
   * @param most how many are wanted
   * @throws IOException if its file cannot be read
   */
  public void read(SampleUnit unit, long most, SampleFile.Reader samples) throws IOException {
    file(unit).read(unit.label(), most, samples);
  }

  /**
   * All samples of a unit in the order of their indices.
   *
   * @throws IOException if its file cannot be read
   */
  public List<Sample> samples(SampleUnit unit) throws IOException {
    List<Sample> samples = new ArrayList<>();
    read(unit, unit.count(), samples::add);
    return samples;
  }

  /** A unit's file, whether it is there or not. */
  public SampleFile file(SampleUnit unit) {
    return new SampleFile(conf, path(unit.path()));
  }

  /**
   * The content of a small file.
   *
   * @throws FileTooLongException if it has more than 16 MB
   * @throws IOException if it cannot be read
   */
  public byte[] read(String name) throws IOException {
    return location.at(path(name)).read(LONGEST);
  }
}
