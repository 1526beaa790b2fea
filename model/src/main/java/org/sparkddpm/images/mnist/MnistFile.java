package org.sparkddpm.images.mnist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.Gunzip;

/**
 * One file of a data set whose content is known beforehand.
 *
 * @param name file name without {@code .gz}
 * @param sha256 of the unzipped content, in lower-case hexadecimal digits
 */
record MnistFile(String name, String sha256) {

  /** The name under which the file is served and cached. */
  String zippedName() {
    return name + ".gz";
  }

  /** The file in a folder, zipped or not. */
  Optional<Path> in(Path folder) {
    Path zipped = folder.resolve(zippedName());
    if (Files.isRegularFile(zipped)) {
      return Optional.of(zipped);
    }
    Path plain = folder.resolve(name);
    return Files.isRegularFile(plain) ? Optional.of(plain) : Optional.empty();
  }

  /** The file in a folder, which must have it. */
  Path require(Path folder) {
    return in(folder)
        .orElseThrow(
            () ->
                new InvalidImagesException(
                    String.format(
                        "%s: has neither %s nor %s: put the four MNIST files there or download"
                            + " them",
                        folder, zippedName(), name)));
  }

  /**
   * Compares the content of a file, zipped or not.
   *
   * @param called what to call the file in the message
   * @throws InvalidImagesException if it is another content
   */
  void verify(Path file, String called) throws IOException {
    String found = sha256OfUnzipped(file, called);
    if (!found.equals(sha256)) {
      throw new InvalidImagesException(
          String.format(
              "%s: sha256 of the unzipped content is %s and not %s, so this is not the original"
                  + " %s: delete it and download it again",
              called, found, sha256, name));
    }
  }

  private static String sha256OfUnzipped(Path file, String called) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (InputStream raw = Files.newInputStream(file)) {
      InputStream in = Gunzip.unzipped(raw, called);
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
