package org.sparkddpm.engine.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/** ND4J's backend, here and on a class path that has none. */
class NativeBackendTest {

  private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  @Test
  void loadsHere() {
    assertThat(NativeBackend.missing()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "nd4j"})
  void enginesSayWhatIsMissingWithoutIt(String engine) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (URLClassLoader without = withoutBackend()) {
      // ND4J looks for backends there.
      thread.setContextClassLoader(without);
      Class<?> engines = without.loadClass(Engines.class.getName());
      Class<?> settings = without.loadClass(EngineSettings.class.getName());
      Object onHost = settings.getMethod("onHost", boolean.class).invoke(null, false);
      assertThatThrownBy(
              () -> engines.getMethod("of", String.class, settings).invoke(null, engine, onHost))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("engine %s cannot run here: no backend of ND4J loads (", engine)
          .hasMessageContaining("put nd4j-native");
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  /** The classes of this JVM once more, without the jars that offer a backend. */
  private static URLClassLoader withoutBackend() throws IOException {
    List<URL> kept = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      URL url = Path.of(entry).toUri().toURL();
      try (URLClassLoader alone = new URLClassLoader(new URL[] {url}, null)) {
        if (alone.findResource(BACKENDS) == null) {
          kept.add(url);
        }
      }
    }
    return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
