package org.sparkddpm.engine.natives;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Where JavaCPP unpacks the native libraries of a job's jar: a folder below its cache that is named
 * by what the libraries are.
 *
 * <p>JavaCPP unpacks a library anew, over the file that is there, if length or time differ from the
 * jar's. Another version of a jar, or the same one in a process of another time zone, would so take
 * the file from under a process that just loads it. In a folder that only processes with the same
 * libraries use nothing ever differs, and JavaCPP's lock orders those that come first.
 */
final class NativeFolder {

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private static final Pattern LIBRARY = Pattern.compile(".*\\.so(\\.\\d+)*");
  private static final int ID_LENGTH = 16;

  private static boolean chosen;

  private NativeFolder() {}

  /**
   * Tells JavaCPP the folder, once in a process and before a native library is loaded. Does nothing
   * where the libraries lie in jars of their own, whose names have the versions: there JavaCPP
   * gives each jar a folder.
   */
  static synchronized void choose() {
    if (!chosen) {
      chosen = true;
      ownJar().flatMap(jar -> id(jar, Loader.getPlatform())).ifPresent(NativeFolder::use);
    }
  }

  private static Optional<JarFile> ownJar() {
    URL place = Loader.class.getResource(Loader.class.getSimpleName() + ".class");
    try {
      URLConnection connection = place.openConnection();
      return connection instanceof JarURLConnection jar
          ? Optional.of(jar.getJarFile())
          : Optional.empty();
    } catch (IOException e) {
      // It is not closed either way: the class loader has the same one open.
      return Optional.empty();
    }
  }

  /**
   * A name for the libraries in a jar: 16 hexadecimal digits of a sha256 over what its directory
   * says of them, checksums and, as JavaCPP will compare them, lengths and times.
   *
   * @param platform as in the names of JavaCPP's folders, such as {@code linux-x86_64}
   * @return empty if there are none
   */
  static Optional<String> id(JarFile jar, String platform) {
    TreeSet<String> lines = new TreeSet<>();
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      String name = entry.getName();
      if (name.contains("/" + platform) && LIBRARY.matcher(name).matches()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s %d %08x %d%n",
                name,
                entry.getSize(),
                entry.getCrc(),
                entry.getTime()));
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(digest(String.join("", lines)));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void use(String id) {
    for (String base : bases()) {
      Path folder = Path.of(base, id);
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        continue;
      }
      if (Files.isWritable(folder)) {
        System.setProperty(CACHE, folder.toString());
        // Both jobs' jars hold the same libraries: their names make no folders.
        System.setProperty(CACHE + ".nosubdir", "true");
        return;
      }
    }
    // JavaCPP finds no folder either, and says so when it needs one.
  }

  /** Where JavaCPP looks for a folder that can be written to, in its order. */
  private static List<String> bases() {
    return Stream.of(
            System.getProperty(CACHE),
            System.getProperty("user.home") + "/.javacpp/cache",
            System.getProperty("java.io.tmpdir")
                + "/.javacpp-"
                + System.getProperty("user.name")
                + "/cache")
        .filter(base -> base != null && !base.isBlank())
        .toList();
  }
}
