package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.mnist.Mnist;

/**
 * MNIST, where it can be had.
 *
 * @param cached the folder that has its files already
 * @param source where else to get them
 */
record MnistData(Supplier<Optional<Path>> cached, Source source) {

  /** From the user's cache, or else from where the project fetches it. */
  static final MnistData OFFICIAL = new MnistData(Mnist::cached, Mnist::download);

  private static final Logger log = LoggerFactory.getLogger(MnistData.class);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SHORT_LIMIT = Duration.ofSeconds(8);

  /** Fetches the files into a folder. */
  @FunctionalInterface
  interface Source {
    Path fetch(Duration timeout) throws IOException;
  }

  /**
   * The folder of its files, whose contents are verified.
   *
   * @throws IOException saying how to get it, where it is neither cached nor can be fetched
   */
  Path folder() throws IOException {
    Optional<Path> folder = cached.get();
    if (folder.isPresent()) {
      return verified(folder.get());
    }
    try {
      return verified(source.fetch(LIMIT));
    } catch (IOException | InvalidImagesException e) {
      throw new IOException(
          ("MNIST is not cached and could not be downloaded. Put its four .gz files into %s, or name"
                  + " their folder in %s, or pass --data strokes for drawn digits. The download: %s")
              .formatted(Mnist.cacheFolder(), Mnist.FOLDER_VARIABLE, e.getMessage()),
          e);
    }
  }

  /** The same, or nothing where it cannot be had within seconds; says loudly which it is. */
  Optional<Path> folderIfQuick() throws IOException {
    Optional<Path> folder = cached.get();
    if (folder.isPresent()) {
      log.warn("--data auto: *** MNIST, from {} ***", folder.get());
      return Optional.of(verified(folder.get()));
    }
    try {
      Path fetched = source.fetch(SHORT_LIMIT);
      log.warn("--data auto: *** MNIST, downloaded to {} ***", fetched);
      return Optional.of(verified(fetched));
    } catch (IOException | InvalidImagesException e) {
      log.warn(
          "--data auto: *** NOT MNIST but this project's own drawn digits (strokes) *** MNIST is not"
              + " cached and could not be downloaded. To train on it, name the folder of its four"
              + " files in {}. The download: {}",
          Mnist.FOLDER_VARIABLE,
          e.getMessage());
      return Optional.empty();
    }
  }

  private static Path verified(Path folder) throws IOException {
    Mnist.verify(folder);
    return folder;
  }
}
