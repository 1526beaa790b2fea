package org.sparkddpm.engine.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  private static final Map<Loaded, Library> FUNCTIONS = new ConcurrentHashMap<>();
  private static final Map<String, NativeLibrary> WITHOUT_FUNCTIONS = new ConcurrentHashMap<>();

  private record Loaded(String library, Class<? extends Library> functions) {}

  private LoadedLibraries() {}

  /**
   * The functions of a library.
   *
   * @param library name or path
   * @throws UnsatisfiedLinkError if it is not there, or JNA cannot load its own library
   */
  static <T extends Library> T functions(String library, Class<T> functions) {
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
   */
  static void load(String library) {
    WITHOUT_FUNCTIONS.computeIfAbsent(library, each -> NativeLibrary.getInstance(each, OPTIONS));
  }
}
