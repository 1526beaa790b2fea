package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries stay loaded when nobody refers to them. */
class LoadedLibrariesTest {

  @TempDir private Path folder;

  @Test
  void aLibraryThatNobodyRefersToStaysLoaded() throws IOException {
    EmulatedDevice.assumeAvailable();
    String copy = folder.resolve(Driver.LIBRARY).toString();
    Files.copy(EmulatedDevice.folder().resolve(Driver.LIBRARY), Path.of(copy));
    assertThat(Driver.load(copy).cuInit(0)).isZero();
    collectGarbage();
    IntByReference count = new IntByReference();
    assertThat(Driver.load(copy).cuDeviceGetCount(count)).as("still initialised").isZero();
    assertThat(Driver.load(copy)).isSameAs(Driver.load(copy));
  }

  private static void collectGarbage() {
    WeakReference<Object> unreachable = new WeakReference<>(new Object());
    while (unreachable.get() != null) {
      System.gc();
    }
  }

  @Test
  void whatDoesNotLoadMayLoadLater() throws IOException {
    EmulatedDevice.assumeAvailable();
    String copy = folder.resolve(Driver.LIBRARY).toString();
    assertThatThrownBy(() -> Driver.load(copy)).isInstanceOf(UnsatisfiedLinkError.class);
    Files.copy(EmulatedDevice.folder().resolve(Driver.LIBRARY), Path.of(copy));
    assertThat(Driver.load(copy).cuInit(0)).isZero();
  }
}
