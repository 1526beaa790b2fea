package org.sparkddpm.jobs.checkpoint;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.ClaimedException;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WriteProbe;
import org.sparkddpm.jobs.storage.WriterClaim;

/**
 * The checkpoints of one run under one location of any Hadoop file system.
 *
 * <p>Each checkpoint is a folder {@code step-<images seen>-<random id>} which exists, for this
 * class, once its {@code manifest.json} does; that is written last and in one step. Nothing is ever
 * overwritten and no folder is renamed, so that a write that is killed or runs out of space costs
 * none of the earlier checkpoints. For one writer at a time, which {@link #claim} ensures; any
 * number may read.
 */
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  /** For how long a checkpoint that was the newest can still be read while training goes on. */
  private static final Duration READING = Duration.ofMinutes(1);

  private final Location location;
  private final int keepLast;
  private final Clock clock;
  private final SecureRandom ids = new SecureRandom();
  private Optional<WriterClaim> claim = Optional.empty();
  private Optional<StepFolder> newest = Optional.empty();
  private BooleanSupplier hurry = () -> false;

  /**
   * A store at a location, which need not exist yet.
   *
   * @param conf Hadoop's configuration, in Spark {@code sparkContext.hadoopConfiguration()}
   * @param location a path or URI of a folder
   * @param keepLast how many of the newest checkpoints to keep, at least 1; the best one by
   *     validation loss is kept besides; {@link Integer#MAX_VALUE} keeps all
   * @throws IOException if no file system answers to the location
   */
  public CheckpointStore(Configuration conf, String location, int keepLast) throws IOException {
    this(conf, location, keepLast, Clock.systemUTC());
  }

  CheckpointStore(Configuration conf, String location, int keepLast, Clock clock)
      throws IOException {
    if (keepLast < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d checkpoints cannot be kept; keep at least 1", keepLast));
    }
    this.location = Location.of(conf, location);
    this.keepLast = keepLast;
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The location with scheme and authority. */
  public Path location() {
    return location.path();
  }

  /**
   * Makes this store the only writer of its location until the result is closed, also against
   * processes on other machines. A process that crashed holds its claim for half a minute more;
   * this waits for that.
   *
   * @throws IOException if another process has a claim, naming it, or the file system fails
   */
  public Closeable claim() throws IOException {
    WriterClaim made = WriterClaim.make(location, "other --checkpoints");
    claim = Optional.of(made);
    return () -> {
      try (made) {
        newest.ifPresent(step -> retain(step, Duration.ZERO));
      }
      claim = Optional.empty();
    };
  }

  /**
   * Lets everything stay where there is no time to remove what is no longer to be kept. The first
   * write of the next run removes it.
   *
   * @param hurry asked each time
   */
  public void removeOldUnless(BooleanSupplier hurry) {
    this.hurry = hurry;
  }

  /**
   * Checks that the claim is still this store's, as far as is known without asking the file system.
   *
   * @throws ClaimedException if another driver has taken the place of this one's claim
   * @throws ClaimLostException if the claim was removed
   */
  public void requireClaim() throws IOException {
    if (claim.isPresent()) {
      claim.get().requireKept();
    }
  }

  /**
   * Checks that the claim is still this store's, by asking the file system.
   *
   * @throws ClaimedException if another driver has taken the place of this one's claim
   * @throws ClaimLostException if the claim was removed
   * @throws IOException if the file system fails
   */
  public void checkClaim() throws IOException {
    ownership().check();
  }

  /**
   * Stores a checkpoint, then removes those that are no longer to be kept.
   *
   * @param imagesSeen how many training images the run has seen, 0 to 10^18 - 1
   * @param checkpoint what to store; its tensors must not change until this returns
   * @param validationLoss the validation loss of these parameters, finite, if it was measured
   * @return the new checkpoint's folder
   * @throws ClaimedException if another driver has taken the place of this one's claim
   * @throws ClaimLostException if the claim was removed
   * @throws IOException if it cannot be written; all earlier checkpoints are as they were
   */
  public Path write(long imagesSeen, Checkpoint checkpoint, OptionalDouble validationLoss)
      throws IOException {
    if (imagesSeen < 0 || imagesSeen > StepFolder.MOST_IMAGES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images seen is not between 0 and %d",
              imagesSeen,
              StepFolder.MOST_IMAGES));
    }
    if (validationLoss.isPresent() && !Double.isFinite(validationLoss.getAsDouble())) {
      throw new IllegalArgumentException(
          "a validation loss of %s is not finite; leave it empty if there is none"
              .formatted(validationLoss.getAsDouble()));
    }
    StepFolder folder = StepFolder.of(location.path(), imagesSeen, ids.nextInt());
    Ownership ownership = ownership();
    try {
      ownership.check();
      writeOrDiscard(folder, checkpoint, validationLoss, ownership);
    } catch (ClaimedException | ClaimLostException e) {
      throw e;
    } catch (IOException e) {
      // The next attempt may need the room of those that only stayed to be read.
      newest.ifPresent(step -> retain(step, Duration.ZERO));
      throw unwritable("cannot write checkpoint " + folder.path(), e);
    }
    newest = Optional.of(folder);
    // Without a claim nobody comes back to remove what stays for a while.
    retain(folder, claim.isPresent() ? READING : Duration.ZERO);
    return folder.path();
  }

  private Ownership ownership() {
    return claim.isPresent() ? claim.get()::check : Ownership.UNCLAIMED;
  }

  private void retain(StepFolder justWritten, Duration grace) {
    if (keepLast < Integer.MAX_VALUE && !hurry.getAsBoolean()) {
      new Retention(location, keepLast, grace, clock.instant(), claim.isPresent())
          .apply(justWritten, ownership());
    }
  }

  private void writeOrDiscard(
      StepFolder folder, Checkpoint checkpoint, OptionalDouble loss, Ownership ownership)
      throws IOException {
    CheckpointWriter writer = new CheckpointWriter(location.fileSystem());
    boolean written = false;
    try {
      writer.write(folder, checkpoint, loss, clock.instant(), ownership);
      written = true;
    } finally {
      if (!written) {
        discard(writer, folder.path());
      }
    }
  }

  /**
   * The newest checkpoint that is intact, by images seen and then by time of writing. Damaged ones
   * are passed over with a warning, folders without a manifest with a note.
   *
   * @return empty if there is no checkpoint at all
   * @throws CorruptCheckpointException if there are checkpoints, but none is intact
   * @throws IOException if the file system fails
   */
  public Optional<StoredCheckpoint> newestIntact() throws IOException {
    return CheckpointCatalog.newestIntact(location);
  }

  /**
   * The intact checkpoint of the lowest validation loss; among equals the newest.
   *
   * @return empty if no checkpoint has a validation loss
   * @throws CorruptCheckpointException if there are checkpoints, but none is intact
   * @throws IOException if the file system fails
   */
  public Optional<StoredCheckpoint> best() throws IOException {
    return CheckpointCatalog.best(location);
  }

  /**
   * Reads a checkpoint, wherever it lies.
   *
   * @param path the folder of a checkpoint under any name, or a location that holds several: then
   *     the newest that is intact
   * @throws CorruptCheckpointException if the checkpoint is damaged, or none is intact
   * @throws FileNotFoundException if there is none
   * @throws IOException if the file system fails
   */
  public StoredCheckpoint read(String path) throws IOException {
    return read(location.fileSystem().getConf(), path);
  }

  /**
   * Reads a checkpoint for a program that writes none; see {@link #read(String)}.
   *
   * @param conf Hadoop's configuration
   * @param path the folder of a checkpoint, or a location that holds several
   */
  public static StoredCheckpoint read(Configuration conf, String path) throws IOException {
    Location source = Location.of(conf, path);
    Optional<FileStatus> status = source.status();
    if (status.isEmpty()) {
      throw new FileNotFoundException(
          ("there is no checkpoint at %s: nothing is there; give the folder of a checkpoint"
                  + " or the location of a run's checkpoints")
              .formatted(source.path()));
    }
    if (!status.get().isDirectory()) {
      throw new IOException(
          "%s is a file; give the folder of a checkpoint".formatted(source.path()));
    }
    CheckpointFolder folder = new CheckpointFolder(source);
    Optional<Manifest> manifest = folder.manifest();
    if (manifest.isPresent()) {
      return folder.loadUnlessRemoved(manifest.get());
    }
    return CheckpointCatalog.newestIntact(source)
        .orElseThrow(
            () ->
                new FileNotFoundException(
                    ("there is no checkpoint at %s: neither %s nor a finished step-* folder"
                            + " is in it; give the folder of a checkpoint or the location of a"
                            + " run's checkpoints")
                        .formatted(source.path(), Manifest.NAME)));
  }

  /**
   * Writes, reads back and deletes a small file, so that a run fails before its first round and not
   * after its last. A location that does not exist is created for it, and removed again.
   *
   * @throws IOException if any of that fails
   */
  public void checkWritable() throws IOException {
    try {
      WriteProbe.check(location.fileSystem(), location.path());
    } catch (IOException e) {
      throw unwritable("cannot write to the checkpoint location " + location.path(), e);
    }
  }

  private IOException unwritable(String what, IOException cause) {
    return new IOException(
        ("%s: %s; earlier checkpoints are untouched. Give the job write access to %s and"
                + " enough space there, or another location; a run that is started again continues"
                + " from its newest intact checkpoint")
            .formatted(what, cause.getMessage(), location.path()),
        cause);
  }

  private static void discard(CheckpointWriter writer, Path folder) {
    try {
      writer.remove(folder);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot remove the unfinished {}: {}; a later write will", folder, e.getMessage());
    }
  }
}
