package org.sparkddpm.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * NVRTC by the machine's path of libraries or, where that has none, out of the class path: unpacked
 * once into the {@link CacheFolder}, under a name made of its contents.
 */
final class BundledNvrtc {

  private static final String RESOURCES = "/org/bytedeco/cuda/linux-x86_64/";

  /** The library and what it loads by name, of the version on the class path. */
  private static final List<String> FILES = List.of(Nvrtc.LIBRARY, "libnvrtc-builtins.so.13.1");

  private BundledNvrtc() {}

  /**
   * Loads NVRTC.
   *
   * @throws UnsatisfiedLinkError if it is neither on the path of libraries nor on the class path,
   *     or cannot be loaded from where it was unpacked; says what to do
   */
  static Nvrtc load() {
    try {
      return Nvrtc.load(Nvrtc.LIBRARY);
    } catch (UnsatisfiedLinkError notInstalled) {
      return bundled();
    }
  }

  /** As {@link #load}, but never the machine's own. */
  static Nvrtc bundled() {
    if (!FILES.stream().allMatch(name -> resource(name) != null)) {
      throw unloadable(
          "is neither on the path of libraries nor on the class path: install CUDA 13's, or put"
              + " org.bytedeco:cuda-redist for linux-x86_64 on the class path",
          null);
    }
    Path folder;
    try {
      folder = unpack(CacheFolder.path());
    } catch (IOException e) {
      throw unloadable("could not be unpacked: " + e + "; see -Djava.io.tmpdir", e);
    }
    try {
      for (String name : FILES.subList(1, FILES.size())) {
        LoadedLibraries.load(folder.resolve(name).toString());
      }
      return Nvrtc.load(folder.resolve(Nvrtc.LIBRARY).toString());
    } catch (UnsatisfiedLinkError e) {
      throw unloadable(
          "does not load from "
              + folder
              + ": "
              + LoadedLibraries.reason(e)
              + "; if that place forbids it (noexec), name another by -Djava.io.tmpdir",
          e);
    }
  }

  /**
   * Puts the files into a folder in another, whole or not at all; several processes may do so at
   * once.
   */
  static Path unpack(Path cache) throws IOException {
    StringBuilder version = new StringBuilder("nvrtc");
    for (String name : FILES) {
      version.append('-').append(Long.toHexString(checksum(resource(name))));
    }
    Path folder = cache.resolve(version.toString());
    Files.createDirectories(folder);
    for (String name : FILES) {
      Path file = folder.resolve(name);
      long length = resource(name).openConnection().getContentLengthLong();
      if (!Files.exists(file) || Files.size(file) != length) {
        try (InputStream contents = resource(name).openStream()) {
          WholeFiles.write(file, contents);
        }
      }
    }
    return folder;
  }

  /** A jar knows it without the file being read. */
  private static long checksum(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return jar.getJarEntry().getCrc();
    }
    CRC32 checksum = new CRC32();
    try (InputStream contents = new CheckedInputStream(connection.getInputStream(), checksum)) {
      contents.transferTo(OutputStream.nullOutputStream());
    }
    return checksum.getValue();
  }

  private static URL resource(String name) {
    return BundledNvrtc.class.getResource(RESOURCES + name);
  }

  private static UnsatisfiedLinkError unloadable(String why, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(Nvrtc.LIBRARY + " " + why);
    error.initCause(cause);
    return error;
  }
}
