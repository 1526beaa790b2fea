package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of all claims to a folder, {@code _writer-<id>.json}. */
record ClaimFiles(Location folder) {

  private static final Logger log = LoggerFactory.getLogger(WriterClaim.class);

  static final Duration POLL = Duration.ofMillis(500);

  private static final String PREFIX = "_writer-";
  private static final String SUFFIX = ".json";

  /** More than any claim has, in bytes. */
  private static final int LONGEST = 1 << 16;

  static boolean isName(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** A file that nothing has yet. */
  Path another() {
    return new Path(folder.path(), PREFIX + UUID.randomUUID() + SUFFIX);
  }

  /** One that is not a process's own. */
  Optional<Path> besides(Path own) throws IOException {
    return all().stream().filter(path -> !path.getName().equals(own.getName())).findFirst();
  }

  List<Path> all() throws IOException {
    List<Path> claims = new ArrayList<>();
    try {
      for (FileStatus status : folder.fileSystem().listStatus(folder.path())) {
        if (status.isFile() && isName(status.getPath().getName())) {
          claims.add(status.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw folder.unreadable(e);
    }
    return claims;
  }

  /**
   * Waits until a claim ends or expires, and then removes it.
   *
   * @throws ClaimedException if it is renewed meanwhile: its process lives
   */
  void awaitEnd(Path file, String remedy) throws IOException {
    ProcessIdentity writer = writer(file);
    if (writer.isGoneFromHere()) {
      log.warn("removing the claim {} of a driver on this machine that has crashed", file);
      folder.fileSystem().delete(file, false);
      return;
    }
    log.info("{} claims this folder; waiting whether its driver is alive", file);
    long began = System.nanoTime();
    try {
      // Not that of the listing: some stores list milliseconds, and tell of a file seconds.
      long written = folder.fileSystem().getFileStatus(file).getModificationTime();
      while (System.nanoTime() - began < WriterClaim.PATIENCE.toNanos()) {
        pause(POLL);
        if (folder.fileSystem().getFileStatus(file).getModificationTime() != written) {
          // Not read again: at this moment it is half written.
          throw ClaimedException.by(writer, file, remedy);
        }
      }
    } catch (FileNotFoundException e) {
      return;
    }
    log.warn(
        "removing the claim {}, not renewed for {} s: its driver crashed",
        file,
        WriterClaim.PATIENCE.toSeconds());
    folder.fileSystem().delete(file, false);
  }

  ClaimedException refusal(Path claim, String remedy) {
    return ClaimedException.by(writer(claim), claim, remedy);
  }

  /** Whose claim it is; unknown where it is gone, just being written, or none of ours. */
  private ProcessIdentity writer(Path claim) {
    JsonNode json;
    try {
      json = Json.parse(folder.at(claim).read(LONGEST));
    } catch (IOException e) {
      log.debug("cannot read {}", claim, e);
      json = Json.object();
    }
    return ProcessIdentity.of(json);
  }

  static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for another driver's claim", e);
    }
  }
}
