package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;

/**
 * The claim of one process to be the only writer of a checkpoint location: a file {@code
 * _writer-<id>.json} of its own beside the checkpoints, written anew every few seconds for as long
 * as the process lives.
 *
 * <p>Object stores can neither create a file only if it is absent nor lock one, so a claim is made
 * in two steps that need neither: write one's own file, then look for others. Of two processes that
 * do so at the same time at least one sees the other and withdraws. A claim whose file is not
 * written anew for {@link #PATIENCE} belongs to a process that has crashed and is removed; where it
 * can be seen that the process is gone, because it ran on this machine, at once. Only changes of
 * files' times are compared, so the clocks of the machines need not agree.
 */
final class WriterClaim implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(WriterClaim.class);

  static final Duration HEARTBEAT = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String PREFIX = "_writer-";
  private static final String SUFFIX = ".json";

  private final Location location;
  private final Path file;
  private final byte[] content;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "checkpoint-claim");
            thread.setDaemon(true);
            return thread;
          });

  private boolean beaten;
  private boolean failed;
  private long lastBeat;

  private WriterClaim(Location location) {
    this.location = location;
    this.file = new Path(location.path(), PREFIX + UUID.randomUUID() + SUFFIX);
    ObjectNode json = Json.object();
    json.put("since", Instant.now().toString());
    ProcessIdentity.current().describeIn(json);
    this.content = Json.indented(json);
  }

  /**
   * Makes the claim, waiting for those of crashed processes to expire.
   *
   * @throws IOException if another process writes here, naming it, or the file system fails
   */
  static WriterClaim make(Location location) throws IOException {
    for (FileStatus other : claims(location)) {
      awaitEnd(location, other.getPath());
    }
    WriterClaim claim = new WriterClaim(location);
    try {
      claim.beat();
      for (FileStatus other : claims(location)) {
        if (!other.getPath().getName().equals(claim.file.getName())) {
          throw refusal(location, other.getPath());
        }
      }
      var unused =
          claim.heart.scheduleWithFixedDelay(
              claim::keepAlive, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
      return claim;
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Checks that nobody has taken the location over, as may happen to a process that was held up for
   * longer than {@link #PATIENCE}.
   *
   * @throws TakenOverException if somebody has
   * @throws IOException if the file system fails
   */
  synchronized void check() throws IOException {
    if (location.fileSystem().exists(file)) {
      return;
    }
    // A store may lose the file where a beat fails; only after PATIENCE may others remove it.
    if (!failed || System.nanoTime() - lastBeat >= PATIENCE.toNanos()) {
      throw new TakenOverException(location.path(), PATIENCE);
    }
    beat();
    giveWay();
  }

  /**
   * Writes the file anew. Its content is the same each time, and one that is half written is a
   * claim as well, so it is overwritten where it is: some stores would have to delete it for a
   * rename.
   *
   * @throws TakenOverException if it comes so late that somebody has taken over
   * @throws IOException if the file system fails
   */
  synchronized void beat() throws IOException {
    failed = true;
    try (OutputStream out = location.fileSystem().create(file, true)) {
      out.write(content);
    }
    failed = false;
    long now = System.nanoTime();
    // So late it may have brought back a claim that was removed.
    if (beaten && now - lastBeat >= PATIENCE.toNanos()) {
      giveWay();
    }
    beaten = true;
    lastBeat = now;
  }

  /** Ends the claim where there is another that may have come while this one was not to be seen. */
  private void giveWay() throws IOException {
    if (claims(location).size() > 1) {
      location.fileSystem().delete(file, false);
      throw new TakenOverException(location.path(), PATIENCE);
    }
  }

  private void keepAlive() {
    try {
      // A claim that was removed must not come back.
      check();
      beat();
    } catch (IOException | RuntimeException e) {
      log.warn("cannot renew the claim to {}: {}", location.path(), e.getMessage());
    }
  }

  @Override
  public void close() {
    heart.shutdown();
    try {
      // A beat that is under way would bring the file back.
      if (!heart.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("the claim {} is still being renewed", file);
      }
      location.fileSystem().delete(file, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.warn("cannot remove the claim {}; it expires by itself", file, e);
    }
  }

  private static List<FileStatus> claims(Location location) throws IOException {
    List<FileStatus> claims = new ArrayList<>();
    try {
      for (FileStatus status : location.fileSystem().listStatus(location.path())) {
        String name = status.getPath().getName();
        if (status.isFile() && name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
          claims.add(status);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw location.unreadable(e);
    }
    return claims;
  }

  private static void awaitEnd(Location location, Path file) throws IOException {
    if (ProcessIdentity.of(read(location, file)).isGoneFromHere()) {
      log.warn("removing the claim {} of a driver on this machine that has crashed", file);
      location.fileSystem().delete(file, false);
      return;
    }
    log.info("{} claims these checkpoints; waiting whether it is alive", file);
    long began = System.nanoTime();
    try {
      // Not that of the listing: some stores list milliseconds, and tell of a file seconds.
      long written = location.fileSystem().getFileStatus(file).getModificationTime();
      while (System.nanoTime() - began < PATIENCE.toNanos()) {
        pause();
        if (location.fileSystem().getFileStatus(file).getModificationTime() != written) {
          throw refusal(location, file);
        }
      }
    } catch (FileNotFoundException e) {
      return;
    }
    log.warn(
        "removing the claim {}, not renewed for {} s: its driver crashed",
        file,
        PATIENCE.toSeconds());
    location.fileSystem().delete(file, false);
  }

  private static IOException refusal(Location location, Path claim) throws IOException {
    return new IOException(
        ("%s is being written to by another driver: %s (%s). Let it end or stop it, or give other"
                + " --checkpoints")
            .formatted(
                location.path(), ProcessIdentity.of(read(location, claim)), claim.getName()));
  }

  /** A claim's content; an empty object where it is gone or just being written. */
  private static JsonNode read(Location location, Path claim) throws IOException {
    try (InputStream in = location.fileSystem().open(claim)) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      log.debug("cannot read {}", claim, e);
      return Json.object();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for another driver's claim", e);
    }
  }
}
