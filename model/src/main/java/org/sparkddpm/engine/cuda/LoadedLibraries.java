package org.sparkddpm.engine.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Native libraries, each loaded once and then kept until the process ends: what a library holds, a
 * context or a thread of its own, must not be unloaded under it. JNA closes a library of which
 * nobody has a reference any more.
 */
final class LoadedLibraries {

  /** {@code RTLD_LAZY | RTLD_NODELETE} of {@code dlopen}. */
  private static final int LAZY_AND_KEPT = 0x1001;

  private static final Map<String, Object> OPTIONS =
      Map.of(Library.OPTION_OPEN_FLAGS, LAZY_AND_KEPT);

  /** Names the folder into which JNA unpacks its own library. */
  private static final String UNPACKED_INTO = "jna.tmpdir";

  private static final Map<Loaded, Library> FUNCTIONS = new ConcurrentHashMap<>();
  private static final Map<String, NativeLibrary> WITHOUT_FUNCTIONS = new ConcurrentHashMap<>();

  private record Loaded(String library, Class<? extends Library> functions) {}

  private LoadedLibraries() {}

  /**
   * The functions of a library.
   *
   * @param library name or path
   * @throws UnsatisfiedLinkError if it is not there
   * @throws LinkageError or another error that is no UnsatisfiedLinkError, if JNA does not load
   */
  static <T extends Library> T functions(String library, Class<T> functions) {
    startJna();
    return functions.cast(
        FUNCTIONS.computeIfAbsent(
            new Loaded(library, functions),
            loaded -> Native.load(loaded.library(), loaded.functions(), OPTIONS)));
  }

  /**
   * Loads a library of which others call the functions.
   *
   * @param library name or path
   * @throws UnsatisfiedLinkError likewise
   * @throws LinkageError likewise
   */
  static void load(String library) {
    startJna();
    WITHOUT_FUNCTIONS.computeIfAbsent(library, each -> NativeLibrary.getInstance(each, OPTIONS));
  }

  /** Why something did not load, in one line: JNA gives one reason a line, some of them twice. */
  static String reason(Throwable error) {
    String text = String.valueOf(error.getMessage());
    if (error instanceof NoClassDefFoundError && error.getCause() != null) {
      // A class that failed before; what it failed of is told by the cause alone.
      text += "\n" + error.getCause().getMessage();
    }
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "))
        .replace(":, ", ": ");
  }

  /** JNA's own choice, a folder in the user's home, may not be there or not allow to execute. */
  private static void startJna() {
    try {
      if (System.getProperty(UNPACKED_INTO) == null) {
        System.setProperty(UNPACKED_INTO, CacheFolder.path().toString());
      }
      // Initialises JNA.
      if (Native.POINTER_SIZE != Long.BYTES) {
        throw new LinkageError("a JVM of 64 bits is needed");
      }
    } catch (IOException e) {
      throw new LinkageError("there is no folder to unpack it into: " + e, e);
    } catch (UnsatisfiedLinkError e) {
      // Told apart from those of the libraries that it loads.
      throw new LinkageError(
          e.getMessage() + "\nsee -D" + UNPACKED_INTO + " and -Djava.io.tmpdir", e);
    }
  }
}
