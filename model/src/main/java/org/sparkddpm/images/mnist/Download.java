package org.sparkddpm.images.mnist;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Fetches files of known content into a folder. A file appears there complete and verified or not
 * at all, also when several processes fetch it at once.
 */
final class Download {
  private static final String REMEDY = "check the network, or fetch the files by hand";

  private final URI base;
  private final Path folder;
  private final long deadlineNanos;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param base address of the folder that serves the files, ending in {@code /}
   * @param timeout for all files together
   */
  Download(URI base, Path folder, Duration timeout) {
    this.base = base;
    this.folder = folder;
    this.timeout = timeout;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /** Fetches those of the files that the folder does not have as they should be. */
  void fetchMissing(List<MnistFile> files) throws IOException {
    Files.createDirectories(folder);
    for (MnistFile file : files) {
      if (!isGood(file)) {
        fetch(file);
      }
    }
  }

  private boolean isGood(MnistFile file) throws IOException {
    Path path = folder.resolve(file.zippedName());
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try {
      file.verify(path, path.toString());
      return true;
    } catch (InvalidImagesException damaged) {
      return false;
    }
  }

  private void fetch(MnistFile file) throws IOException {
    URI source = base.resolve(file.zippedName());
    Path part = Files.createTempFile(folder, "." + file.name(), ".part");
    try {
      int status = save(source, part);
      if (status != 200) {
        throw new IOException(source + ": the server answers " + status + ": " + REMEDY);
      }
      file.verify(part, source.toString());
      Files.move(part, folder.resolve(file.zippedName()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private int save(URI source, Path part) throws IOException {
    long left = Math.max(1, deadlineNanos - System.nanoTime());
    HttpRequest request = HttpRequest.newBuilder(source).timeout(Duration.ofNanos(left)).build();
    // Without CREATE, so that a late answer cannot bring a deleted file back.
    CompletableFuture<HttpResponse<Path>> answer =
        client.sendAsync(request, BodyHandlers.ofFile(part, StandardOpenOption.WRITE));
    try {
      // The request's own timeout ends with the answer's header; this one covers its body too.
      return answer.get(left, TimeUnit.NANOSECONDS).statusCode();
    } catch (TimeoutException e) {
      throw tooSlow(source, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpTimeoutException) {
        throw tooSlow(source, e.getCause());
      }
      throw new IOException(
          source + ": cannot be fetched (" + e.getCause() + "): " + REMEDY, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(source + ": interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  private IOException tooSlow(URI source, Throwable cause) {
    return new IOException(
        source + ": not complete after " + timeout.toMillis() + " ms: " + REMEDY, cause);
  }
}
