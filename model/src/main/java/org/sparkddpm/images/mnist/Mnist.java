package org.sparkddpm.images.mnist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.Idx;

/**
 * The MNIST database of handwritten digits (LeCun, Cortes and Burges): 60,000 images to train and
 * 10,000 to test, 28x28, in four IDX files. It is not part of this project; this class finds,
 * fetches and verifies it.
 */
public final class Mnist {
  /** Environment variable that names a folder with the four files, zipped or not. */
  public static final String FOLDER_VARIABLE = "SPARK_DDPM_MNIST";

  /** Where the files are fetched from unless told otherwise. */
  public static final URI SOURCE = URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/");

  private static final MnistFile TRAIN_IMAGES =
      new MnistFile(
          "train-images-idx3-ubyte",
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
  private static final MnistFile TRAIN_LABELS =
      new MnistFile(
          "train-labels-idx1-ubyte",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
  private static final MnistFile TEST_IMAGES =
      new MnistFile(
          "t10k-images-idx3-ubyte",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
  private static final MnistFile TEST_LABELS =
      new MnistFile(
          "t10k-labels-idx1-ubyte",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
  private static final List<MnistFile> FILES =
      List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  private Mnist() {}

  /** The names of the four files without {@code .gz}. */
  public static List<String> fileNames() {
    return FILES.stream().map(MnistFile::name).toList();
  }

  /**
   * The folder that has the four files: the one that {@value #FOLDER_VARIABLE} names, else the
   * cache; empty if there is no such variable and the cache is not complete. Does not look at their
   * content ({@link #verify} does).
   *
   * @throws InvalidImagesException if the variable names a folder that has not all the files
   */
  public static Optional<Path> cached() {
    return cached(System.getenv(), home());
  }

  static Optional<Path> cached(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault(FOLDER_VARIABLE, "");
    if (!named.isBlank()) {
      Path folder = Path.of(named);
      for (MnistFile file : FILES) {
        try {
          file.require(folder);
        } catch (InvalidImagesException e) {
          throw new InvalidImagesException(
              "environment variable " + FOLDER_VARIABLE + ": " + e.getMessage(), e);
        }
      }
      return Optional.of(folder);
    }
    Path cache = cacheFolder(environment, home);
    boolean complete = FILES.stream().allMatch(file -> file.in(cache).isPresent());
    return complete ? Optional.of(cache) : Optional.empty();
  }

  /**
   * The folder {@code spark-ddpm/mnist} in the user's cache (XDG base directories); that of a user
   * without a home, as containers have, lies in {@code java.io.tmpdir}.
   */
  public static Path cacheFolder() {
    return cacheFolder(System.getenv(), home());
  }

  private static Path home() {
    return home(System.getProperty("user.home"), System.getProperty("java.io.tmpdir"));
  }

  static Path home(String own, String temporary) {
    Path home = Path.of(own);
    return Files.isDirectory(home) ? home : Path.of(temporary);
  }

  static Path cacheFolder(Map<String, String> environment, Path home) {
    Path base = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    // The XDG specification has relative paths ignored.
    Path cache = base.isAbsolute() ? base : home.resolve(".cache");
    return cache.resolve("spark-ddpm").resolve("mnist");
  }

  /**
   * Fetches what the cache does not have yet, about 12 MB in all.
   *
   * @param timeout for all files together
   * @return the cache, with the four files in their original content
   * @throws IOException if the network fails or is too slow
   * @throws InvalidImagesException if the server sends another content
   */
  public static Path download(Duration timeout) throws IOException {
    return download(SOURCE, cacheFolder(), timeout);
  }

  /**
   * As {@link #download(Duration)}, from and to another place.
   *
   * @param base address of the folder that serves the files, zipped, ending in {@code /}
   * @param folder made if need be
   */
  public static Path download(URI base, Path folder, Duration timeout) throws IOException {
    if (!base.getPath().endsWith("/")) {
      throw new IllegalArgumentException(base + ": the address of a folder must end in /");
    }
    new Download(base, folder, timeout).fetchMissing(FILES);
    return folder;
  }

  /**
   * Compares the content of the four files with the original one.
   *
   * @throws InvalidImagesException if one is missing or different
   */
  public static void verify(Path folder) throws IOException {
    for (MnistFile file : FILES) {
      Path path = file.require(folder);
      file.verify(path, path.toString());
    }
  }

  /** Reads the 60,000 training images of a folder. */
  public static LabelledImages train(Path folder) throws IOException {
    return Idx.read(TRAIN_IMAGES.require(folder), TRAIN_LABELS.require(folder));
  }

  /** Reads the 10,000 test images of a folder. */
  public static LabelledImages test(Path folder) throws IOException {
    return Idx.read(TEST_IMAGES.require(folder), TEST_LABELS.require(folder));
  }
}
