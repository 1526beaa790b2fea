package org.sparkddpm.engine.cuda;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels in files: each begins with the sha256 of the rest. A cache that cannot be read
 * or written costs time and nothing else, and says so in the log.
 *
 * @param folder that is there
 */
record KernelCache(Path folder) {

  private static final Logger log = LoggerFactory.getLogger(KernelCache.class);

  private static final int HASH_BYTES = 32;

  /** A file's name for what was compiled of a source with options by a version of the compiler. */
  static String key(String source, List<String> options, String version) {
    String all = String.join("\0", version, String.join("\0", options), source);
    return "kernels-"
        + HexFormat.of().formatHex(sha256(all.getBytes(StandardCharsets.UTF_8)))
        + ".image";
  }

  /** What was written under a key; empty where there is nothing or the file is damaged. */
  Optional<byte[]> read(String key) {
    Path file = folder.resolve(key);
    try {
      byte[] contents = Files.readAllBytes(file);
      byte[] image =
          Arrays.copyOfRange(contents, Math.min(HASH_BYTES, contents.length), contents.length);
      if (Arrays.equals(sha256(image), Arrays.copyOf(contents, HASH_BYTES))) {
        return Optional.of(image);
      }
      log.warn("{} is damaged; the kernels are compiled anew", file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.warn("{} cannot be read ({}); the kernels are compiled anew", file, e.toString());
    }
    return Optional.empty();
  }

  void write(String key, byte[] image) {
    Path file = folder.resolve(key);
    try {
      WholeFiles.write(
          file,
          new SequenceInputStream(
              new ByteArrayInputStream(sha256(image)), new ByteArrayInputStream(image)));
    } catch (IOException e) {
      log.warn("{} cannot be written ({}); each process compiles the kernels", file, e.toString());
    }
  }

  /** Forgets what was written under a key. */
  void remove(String key) {
    Path file = folder.resolve(key);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("{} cannot be removed ({})", file, e.toString());
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
