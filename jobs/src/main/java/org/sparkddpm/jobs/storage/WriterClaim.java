package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of one process to be the only writer of a folder: a file {@code _writer-<id>.json} of
 * its own in there, written anew every few seconds for as long as the process lives.
 *
 * <p>Object stores can neither create a file only if it is absent nor lock one, so a claim is made
 * in two steps that need neither: write one's own file, then look for others. Of two processes that
 * do so at the same time at least one sees the other and withdraws. A claim whose file is not
 * written anew for {@link #PATIENCE} belongs to a process that has crashed and is removed; where it
 * can be seen that the process is gone, because it ran on this machine, at once. Only changes of
 * files' times are compared, so the clocks of the machines need not agree.
 *
 * <p>A claim that could not be written anew for {@link #LEASE} allows nothing until it is: {@link
 * #check} fails before anybody else may take the folder over.
 */
public final class WriterClaim implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(WriterClaim.class);

  static final Duration HEARTBEAT = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final Duration LEASE = PATIENCE.minus(HEARTBEAT);

  private static final Duration SAID_AGAIN = Duration.ofMinutes(1);

  private final Location folder;
  private final ClaimFiles claims;
  private final Clock clock;
  private final Path file;
  private final byte[] content;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "writer-claim");
            thread.setDaemon(true);
            return thread;
          });

  /** Whether the last beat failed; some stores lose the file then. */
  private boolean failed;

  /** When the last beat that succeeded began, by two clocks: one stops with the machine. */
  private long beatNanos;

  private long beatMillis;
  private volatile boolean takenOver;
  private volatile boolean removed;

  private WriterClaim(ClaimFiles claims, Clock clock) {
    this.folder = claims.folder();
    this.clock = clock;
    this.claims = claims;
    this.file = claims.another();
    ObjectNode json = Json.object();
    json.put("since", Instant.now().toString());
    ProcessIdentity.current().describeIn(json);
    this.content = Json.indented(json);
  }

  /**
   * Makes the claim, waiting for those of crashed processes to expire.
   *
   * @param remedy what to give for another folder, such as {@code other --checkpoints}
   * @throws ClaimedException if another process writes here, naming it
   * @throws IOException if the file system fails
   */
  public static WriterClaim make(Location folder, String remedy) throws IOException {
    return make(folder, remedy, Clock.systemUTC());
  }

  /**
   * Removes the claims of crashed processes, waiting for them to expire, and makes none.
   *
   * @throws ClaimedException if another process writes here, naming it
   * @throws IOException if the file system fails
   */
  public static void removeCrashed(Location folder, String remedy) throws IOException {
    new ClaimFiles(folder).awaitEnd(remedy);
  }

  static WriterClaim make(Location folder, String remedy, Clock clock) throws IOException {
    ClaimFiles claims = new ClaimFiles(folder);
    claims.awaitEnd(remedy);
    WriterClaim claim = new WriterClaim(claims, clock);
    try {
      claim.write();
      Optional<Path> other = claims.besides(claim.file);
      if (other.isPresent()) {
        throw claims.refusal(other.get(), remedy);
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
   * Makes the claim once those that write here have ended, and says once a minute for whom it
   * waits.
   *
   * @throws IOException if the file system fails
   */
  public static WriterClaim await(Location folder, String remedy) throws IOException {
    return await(folder, remedy, SAID_AGAIN);
  }

  static WriterClaim await(Location folder, String remedy, Duration saidAgain) throws IOException {
    String said = "";
    long saidNanos = 0;
    while (true) {
      try {
        return make(folder, remedy);
      } catch (ClaimedException e) {
        if (!e.getMessage().equals(said) || System.nanoTime() - saidNanos >= saidAgain.toNanos()) {
          log.warn("waiting for another driver to end: {}", e.getMessage());
          said = e.getMessage();
          saidNanos = System.nanoTime();
        }
        // Two that wait must not meet again and again.
        ClaimFiles.pause(ClaimFiles.POLL.multipliedBy(1 + ThreadLocalRandom.current().nextInt(6)));
      }
    }
  }

  /** Whether a file of a folder is such a claim, by its name. */
  public static boolean isClaim(Path file) {
    return ClaimFiles.isName(file.getName());
  }

  /**
   * Checks that nobody has taken the folder over and that nobody may; a claim that is older than
   * its lease is written anew first.
   *
   * @throws ClaimedException if somebody has
   * @throws ClaimLostException if the file is gone and there is no other
   * @throws IOException if the file system fails
   */
  public synchronized void check() throws IOException {
    requireKept();
    boolean there = folder.fileSystem().exists(file);
    if (!there && (!failed || olderThan(PATIENCE))) {
      throw lost(olderThan(PATIENCE));
    }
    if (!there || olderThan(LEASE)) {
      beat();
    }
  }

  /**
   * The same as far as is known by now, without asking the file system.
   *
   * @throws ClaimedException if somebody has taken over
   * @throws ClaimLostException if the claim was removed
   */
  public void requireKept() throws IOException {
    if (takenOver) {
      throw ClaimedException.takenOver(folder.path(), PATIENCE);
    }
    if (removed) {
      throw gone();
    }
  }

  /**
   * Writes the file anew. Where that comes late, or the store may have lost the file, others may
   * have come meanwhile, or be about to: then this gives way.
   *
   * @throws ClaimedException if somebody has taken over
   * @throws IOException if the file system fails
   */
  synchronized void beat() throws IOException {
    boolean late = olderThan(LEASE);
    boolean doubtful = late || failed;
    write();
    if (late) {
      // Whoever was about to remove the file has done it then.
      ClaimFiles.pause(ClaimFiles.POLL.multipliedBy(2));
    }
    if (doubtful && (claims.besides(file).isPresent() || !folder.fileSystem().exists(file))) {
      folder.fileSystem().delete(file, false);
      throw lost(late);
    }
  }

  /**
   * The content is the same each time, and a file that is half written is a claim as well, so it is
   * overwritten where it is: some stores would have to delete it for a rename.
   */
  private void write() throws IOException {
    long nanos = System.nanoTime();
    long millis = clock.millis();
    failed = true;
    try (OutputStream out = folder.fileSystem().create(file, true)) {
      out.write(content);
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
    failed = false;
    beatNanos = nanos;
    beatMillis = millis;
  }

  private boolean olderThan(Duration age) {
    return System.nanoTime() - beatNanos >= age.toNanos()
        || Math.abs(clock.millis() - beatMillis) >= age.toMillis();
  }

  private IOException lost(boolean late) throws IOException {
    if (late || claims.besides(file).isPresent()) {
      takenOver = true;
      return ClaimedException.takenOver(folder.path(), PATIENCE);
    }
    removed = true;
    return gone();
  }

  private ClaimLostException gone() {
    return new ClaimLostException(
        folder.path(), "its claim " + file.getName() + " is gone, and no other driver has one");
  }

  private void keepAlive() {
    boolean before = failed;
    try {
      // A claim that was removed must not come back.
      check();
      beat();
      if (before) {
        log.info("the claim to {} is renewed again", folder.path());
      }
    } catch (ClaimedException | ClaimLostException e) {
      log.error("{}", e.getMessage());
      heart.shutdown();
    } catch (IOException | RuntimeException | Error e) {
      // What gets through would end the renewal for good.
      log.warn(
          "cannot renew the claim to {}: {}; trying again every {} s. Nothing more is written after"
              + " {} s without, as another driver may then take over",
          folder.path(),
          e.getMessage(),
          HEARTBEAT.toSeconds(),
          LEASE.toSeconds());
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
      folder.fileSystem().delete(file, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.warn("cannot remove the claim {}, which expires by itself: {}", file, e.getMessage());
    }
  }
}
