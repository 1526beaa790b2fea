package org.sparkddpm.engine.cuda;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where compiled kernels and unpacked libraries stay from process to process. */
final class CacheFolder {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private CacheFolder() {}

  /**
   * A folder of the user's own in {@code java.io.tmpdir}, which is made where it is not there. Code
   * is loaded from it, so that nobody else may be able to write there.
   *
   * @throws IOException if it cannot be made, or belongs to somebody else
   */
  static Path path() throws IOException {
    return in(parent());
  }

  /** Where that folder lies or would, for messages. */
  static Path place() {
    return place(parent());
  }

  private static Path parent() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static Path place(Path parent) {
    return parent.resolve("spark-ddpm-cuda-" + System.getProperty("user.name"));
  }

  static Path in(Path parent) throws IOException {
    Path folder = place(parent);
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      Path own = Files.createTempFile("spark-ddpm", null);
      boolean owned;
      try {
        owned =
            Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
      } finally {
        Files.delete(own);
      }
      if (!owned || !Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
        throw new IOException(
            folder
                + " is not a folder that its owner, the user of this process, alone can use; remove"
                + " it, or name another place by -Djava.io.tmpdir");
      }
    }
    return folder;
  }
}
