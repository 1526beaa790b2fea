package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledNvrtcTest {

  @TempDir private Path temporary;

  @Test
  void isUnpackedWholeByTwoAtOnceAndThenTakenAsItIs() throws Exception {
    ExecutorService both = Executors.newFixedThreadPool(2);
    Path folder;
    try {
      List<Future<Path>> folders =
          both.invokeAll(
              List.of(() -> BundledNvrtc.unpack(temporary), () -> BundledNvrtc.unpack(temporary)));
      folder = folders.get(0).get();
      assertThat(folders.get(1).get()).isEqualTo(folder);
    } finally {
      both.shutdown();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("libnvrtc.so.13", "libnvrtc-builtins.so.13.1");
    }
    Path library = folder.resolve("libnvrtc.so.13");
    FileTime old = FileTime.fromMillis(1);
    Files.setLastModifiedTime(library, old);
    BundledNvrtc.unpack(temporary);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(old);
    long length = Files.size(library);
    Files.write(library, new byte[10]);
    BundledNvrtc.unpack(temporary);
    assertThat(library).hasSize(length);
  }

  @Test
  void theCacheIsAFolderOfTheUserAlone() throws IOException {
    Path folder = CacheFolder.in(temporary);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(CacheFolder.in(temporary)).isEqualTo(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> CacheFolder.in(temporary))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("-Djava.io.tmpdir");
    Files.delete(folder);
    Files.createSymbolicLink(folder, Files.createDirectory(temporary.resolve("elsewhere")));
    assertThatThrownBy(() -> CacheFolder.in(temporary)).isInstanceOf(IOException.class);
  }
}
