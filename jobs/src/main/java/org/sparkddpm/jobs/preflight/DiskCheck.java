package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.sparkddpm.engine.natives.NativeMemory;

/** Room for the native libraries, which unpack into JavaCPP's cache folder once. */
final class DiskCheck {

  private static final String NAME = "disk";
  private static final long MB = 1 << 20;
  private static final long CPU_MB = 600;
  private static final long CUDA_MB = 5_000;
  private static final int DEPTH = 8;

  private DiskCheck() {}

  static Finding here(boolean cuda) {
    try {
      Path folder = NativeMemory.cacheFolder();
      return of(
          folder,
          isUnpacked(folder),
          Files.getFileStore(folder).getUsableSpace() / MB,
          cuda ? CUDA_MB : CPU_MB);
    } catch (IOException e) {
      return unwritable(e);
    }
  }

  static Finding of(Path folder, boolean unpacked, long freeMb, long neededMb) {
    if (unpacked) {
      return Finding.ok(NAME, "native libraries are unpacked in " + folder);
    }
    return freeMb >= neededMb
        ? Finding.ok(NAME, "room for the native libraries in " + folder)
        : Finding.fail(
            NAME,
            String.format(
                Locale.ROOT,
                "%d MB free in %s, the native libraries need %d",
                freeMb,
                folder,
                neededMb),
            "free some, or give -Dorg.bytedeco.javacpp.cachedir another folder");
  }

  static Finding unwritable(IOException failure) {
    return Finding.fail(
        NAME,
        "no folder for the native libraries: " + failure.getMessage(),
        "give -Dorg.bytedeco.javacpp.cachedir a writable folder");
  }

  static boolean isUnpacked(Path folder) throws IOException {
    try (Stream<Path> files =
        Files.find(
            folder, DEPTH, (file, type) -> file.getFileName().toString().startsWith("libnd4jc"))) {
      return files.anyMatch(file -> file.toString().endsWith(".so"));
    }
  }
}
