package org.sparkddpm.engine.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.TimeZone;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name of the folder that a jar's native libraries unpack into. */
class NativeFolderTest {

  private static final String PLATFORM = "linux-x86_64";
  private static final String LIBRARY = "org/some/linux-x86_64-avx2/libsome.so.1";
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir Path temp;

  @Test
  void otherContentOfTheSameLengthAndTimeHasAnotherFolder() throws IOException {
    assertThat(id(jar("a.jar", LIBRARY, "one"))).isNotEqualTo(id(jar("b.jar", LIBRARY, "two")));
  }

  @Test
  void theSameLibrariesInAnotherJarHaveTheSameFolder() throws IOException {
    assertThat(id(jar("a.jar", LIBRARY, "one")))
        .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"))
        .isEqualTo(id(jar("b.jar", LIBRARY, "one")));
  }

  @Test
  void whatAProcessReadsOtherwiseHasAnotherFolder() throws IOException {
    Path jar = withoutZone(temp.resolve("local.jar"));
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      Optional<String> utc = id(jar);
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      assertThat(id(jar)).isPresent().isNotEqualTo(utc);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aJarWithoutLibrariesOfThePlatformHasNone() throws IOException {
    assertThat(id(jar("a.jar", "org/some/windows-x86_64/some.dll", "one"))).isEmpty();
    assertThat(id(jar("b.jar", "org/some/macosx-arm64/libsome.so", "one"))).isEmpty();
  }

  private static Optional<String> id(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return NativeFolder.id(file, PLATFORM);
    }
  }

  private Path jar(String name, String entry, String content) throws IOException {
    Path jar = temp.resolve(name);
    ZipEntry one = new ZipEntry(entry);
    one.setLastModifiedTime(TIME);
    write(jar, one, content);
    return jar;
  }

  /** A jar whose time is that of a wall clock, as most tools write it. */
  private static Path withoutZone(Path jar) throws IOException {
    ZipEntry entry = new ZipEntry(LIBRARY);
    entry.setTime(TIME.toMillis());
    write(jar, entry, "one");
    return jar;
  }

  private static void write(Path jar, ZipEntry entry, String content) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
  }
}
