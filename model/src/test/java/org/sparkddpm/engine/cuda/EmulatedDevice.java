package org.sparkddpm.engine.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A card for tests on machines that have none: the libraries {@code libcuda.so.1} and {@code
 * libnvrtc.so.13} with NVIDIA's functions, but on the CPU and by its C++ compiler. They are built
 * once for their sources, into a folder beside the test classes.
 */
public final class EmulatedDevice {

  private static final List<String> FLAGS =
      List.of(
          "-std=c++17",
          "-O1",
          "-fPIC",
          "-shared",
          "-fvisibility=hidden",
          "-fno-gnu-unique",
          "-pthread",
          // A process may hold several, each with a device of its own.
          "-Wl,-Bsymbolic");

  private EmulatedDevice() {}

  /** Skips the calling test where no C++ compiler is. */
  static void assumeAvailable() {
    assumeTrue(
        compilerStarts(),
        "no C++ compiler '%s' for the emulated device: install g++".formatted(compiler()));
  }

  /**
   * Lets this process find the emulated device in place of NVIDIA's libraries. Must be called
   * before any of those is loaded.
   *
   * @throws UncheckedIOException if the libraries cannot be built
   */
  static void use() {
    String folder = folder().toString();
    String before = System.getProperty("jna.library.path");
    if (before == null || !List.of(before.split(File.pathSeparator)).contains(folder)) {
      System.setProperty(
          "jna.library.path", before == null ? folder : folder + File.pathSeparator + before);
    }
    // JNA reads the property once, which may have been before.
    for (String library : Library.NAMES) {
      NativeLibrary.addSearchPath(library, folder);
    }
  }

  /**
   * The variables that let another process find it likewise.
   *
   * @throws UncheckedIOException if the libraries cannot be built
   */
  static Map<String, String> environment() {
    String before = System.getenv("LD_LIBRARY_PATH");
    String folder = folder().toString();
    return Map.of(
        "LD_LIBRARY_PATH",
        before == null || before.isEmpty() ? folder : folder + File.pathSeparator + before);
  }

  /**
   * The folder of the two libraries, which are built if they are not there.
   *
   * @throws UncheckedIOException if the compiler does not start or fails
   */
  static Path folder() {
    return Built.FOLDER;
  }

  /**
   * Prints the folder of the two libraries, for tests of other modules: {@code java -cp
   * model/target/test-classes org.sparkddpm.engine.cuda.EmulatedDevice}.
   */
  public static void main(String[] arguments) {
    if (!compilerStarts()) {
      System.err.println("no C++ compiler '" + compiler() + "'");
      System.exit(2);
    }
    System.out.println(folder());
  }

  /** A library and its sources' folder. */
  private record Library(String name, String sources) {

    static final List<Library> ALL =
        List.of(new Library("libcuda.so.1", "driver"), new Library("libnvrtc.so.13", "compiler"));
    static final List<String> NAMES = ALL.stream().map(Library::name).toList();

    void build(Path folder) throws IOException {
      List<String> command = new ArrayList<>(List.of(compiler()));
      command.addAll(FLAGS);
      command.add("-Wl,-soname," + name);
      command.addAll(List.of("-o", folder.resolve(name).toString(), "-x", "c++", "-"));
      Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      // All in one, as reading the standard library's headers takes most of the time.
      try (Writer all = compiler.outputWriter(StandardCharsets.UTF_8)) {
        for (Path source : files(folder.resolve("emulator").resolve(sources))) {
          if (source.toString().endsWith(".cpp")) {
            all.write("#include \"" + source + "\"\n");
          }
        }
      }
      String log = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (exitStatus(compiler) != 0) {
        throw new IOException(String.join(" ", command) + " failed:\n" + log);
      }
    }
  }

  /** Initialized by the first that asks. */
  private static final class Built {

    static final Path FOLDER = build();

    private static Path build() {
      try {
        Path sources = Path.of(EmulatedDevice.class.getResource("emulator").toURI());
        Path all = home().resolve("emulated-device");
        Path folder = all.resolve(hash(sources));
        if (!Files.exists(folder)) {
          Files.createDirectories(all);
          Path own = Files.createTempDirectory(all, "building");
          copy(sources, own.resolve("emulator"));
          for (Library library : Library.ALL) {
            library.build(own);
          }
          publish(own, folder);
        }
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Another process may have been faster; its folder is as good. */
    private static void publish(Path own, Path folder) throws IOException {
      try {
        Files.move(own, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        if (!Files.exists(folder)) {
          throw e;
        }
      }
    }

    /** Beside the classes. */
    private static Path home() throws URISyntaxException {
      return Path.of(
              EmulatedDevice.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent();
    }

    private static String hash(Path sources) throws IOException {
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
      digest.update(FLAGS.toString().getBytes(StandardCharsets.UTF_8));
      for (Path file : files(sources)) {
        String name = sources.relativize(file) + " " + Files.size(file) + "\n";
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static void copy(Path from, Path to) throws IOException {
      for (Path file : files(from)) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String compiler() {
    String chosen = System.getenv("CXX");
    return chosen == null || chosen.isEmpty() ? "g++" : chosen;
  }

  private static boolean compilerStarts() {
    try {
      Process compiler =
          new ProcessBuilder(compiler(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return exitStatus(compiler) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int exitStatus(Process process) throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the C++ compiler ran");
    }
  }
}
