package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Faults;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Kind;

/** A file is whole or absent, whatever its file system can do. HDFS and S3: StoreClaimsTest. */
class WholeFileTest {

  @TempDir private Path folder;
  private final Faults faults = new Faults();
  private Configuration conf;

  @BeforeEach
  void configure() {
    conf = FaultyFileSystem.configuration(faults);
    conf.setBoolean("fs.viewfs.impl.disable.cache", true);
    conf.set("fs.viewfs.mounttable.view.link./mount", folder.toUri().toString());
    conf.set(
        "fs.viewfs.mounttable.tree.link./new/mount", folder.resolve("other").toUri().toString());
    conf.set("fs.viewfs.mounttable.tree.linkFallback", FaultyFileSystem.SCHEME + "://" + folder);
  }

  /** Local disk, views of it, and everything that a store may be able to do. */
  private static Stream<String> roots() {
    return Stream.concat(
        Stream.of("file://%s", "viewfs://view/mount", "viewfs://tree"),
        Stream.of(Kind.values()).map(Kind::name));
  }

  private org.apache.hadoop.fs.Path target(String root) {
    String uri = root;
    if (Stream.of(Kind.values()).anyMatch(kind -> kind.name().equals(root))) {
      faults.kind = Kind.valueOf(root);
      uri = FaultyFileSystem.SCHEME + "://%s";
    }
    return new org.apache.hadoop.fs.Path(String.format(Locale.ROOT, uri, folder) + "/new/one");
  }

  private Path local() {
    return folder.resolve("new/one");
  }

  @ParameterizedTest
  @MethodSource("roots")
  void aFileIsWholeOrAbsent(String root) throws IOException {
    org.apache.hadoop.fs.Path target = target(root);
    FileSystem files = target.getFileSystem(conf);
    try (WholeFile failed = WholeFile.begin(files, target)) {
      write(failed, "part");
    }
    assertThat(local()).doesNotExist();
    for (String text : new String[] {"first", "2nd", "the third"}) {
      String before = Files.exists(local()) ? Files.readString(local()) : null;
      try (WholeFile file = WholeFile.begin(files, target)) {
        write(file, text);
        assertThat(Files.exists(local()) ? Files.readString(local()) : null).isEqualTo(before);
        assertThat(file.commit())
            .isEqualTo(
                new FileEntry(text.length(), Sha256.of(text.getBytes(StandardCharsets.UTF_8))))
            .isEqualTo(FileEntry.read(files, target));
      }
      assertThat(local()).content().isEqualTo(text);
    }
    try (WholeFile failed = WholeFile.begin(files, target)) {
      write(failed, "part");
    }
    assertThat(local()).content().isEqualTo("the third");
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  @ParameterizedTest
  @EnumSource
  void aFullDiskLeavesTheEarlierFile(Kind kind) throws IOException {
    org.apache.hadoop.fs.Path target = target(kind.name());
    FileSystem files = target.getFileSystem(conf);
    WholeFile.write(files, target, out -> out.write("whole".getBytes(StandardCharsets.UTF_8)));
    faults.space = 3;
    assertThatIOException()
        .isThrownBy(
            () ->
                WholeFile.write(
                    files, target, out -> out.write("other".getBytes(StandardCharsets.UTF_8))))
        .withMessage("No space left on device");
    assertThat(local()).content().isEqualTo("whole");
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  /** Who closes what writes into a file would add the exception to itself. */
  @ParameterizedTest
  @EnumSource
  void aStreamThatFailsWithTheSameExceptionAgainHasFailedOnce(Kind kind) throws IOException {
    org.apache.hadoop.fs.Path target = target(kind.name());
    FileSystem files = target.getFileSystem(conf);
    byte[] incompressible = new byte[1 << 16];
    new Random(1).nextBytes(incompressible);
    WholeFile.write(files, target, out -> out.write(1));
    faults.space = 100;
    assertThatIOException()
        .isThrownBy(
            () ->
                WholeFile.write(
                    files,
                    target,
                    out -> {
                      try (OutputStream zip = new GZIPOutputStream(out)) {
                        zip.write(incompressible);
                      }
                    }))
        .withMessage("No space left on device");
    assertThat(local()).hasSize(1);
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatTheStoreChangesAreNoticed(Kind kind) throws IOException {
    org.apache.hadoop.fs.Path target = target(kind.name());
    FileSystem files = target.getFileSystem(conf);
    faults.changes = path -> path.getName().contains("one");
    assertThatIOException()
        .isThrownBy(() -> WholeFile.writeVerified(files, target, out -> out.write(7)))
        .withMessageContaining("one")
        .withMessageContaining("reads back as");
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  /** Where views have the scheme of what they show, a path of the store is a name of the view. */
  @Test
  void aViewUnderTheStoresOwnSchemeIsWrittenThrough() throws IOException {
    conf.set("fs.file.impl", ViewFileSystemOverloadScheme.class.getName());
    conf.set("fs.file.impl.disable.cache", "true");
    conf.set("fs.viewfs.overload.scheme.target.file.impl", RawLocalFileSystem.class.getName());
    org.apache.hadoop.fs.Path target = target("file://%s");
    FileSystem files = target.getFileSystem(conf);
    assertThat(files).isInstanceOf(ViewFileSystemOverloadScheme.class);
    for (String text : new String[] {"first", "second"}) {
      write(files, target, text);
      assertThat(local()).content().isEqualTo(text);
    }
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  @ParameterizedTest
  @MethodSource("roots")
  void aFolderIsNotReplaced(String root) throws IOException {
    org.apache.hadoop.fs.Path target = target(root);
    FileSystem files = target.getFileSystem(conf);
    Files.createDirectories(local());
    assertThatIOException()
        .isThrownBy(() -> WholeFile.write(files, target, out -> out.write(1)))
        .withMessageContaining("new/one");
    assertThat(local()).isEmptyDirectory();
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  @Test
  void theProbeLeavesNothingAndNoticesWhatFails() throws IOException {
    org.apache.hadoop.fs.Path place = target("DISK").getParent();
    FileSystem files = place.getFileSystem(conf);
    WriteProbe.check(files, place);
    assertThat(folder.resolve("new")).doesNotExist();
    faults.changes = path -> true;
    assertThatIOException()
        .isThrownBy(() -> WriteProbe.check(files, place))
        .withMessageContaining("the storage loses bytes");
    faults.space = 3;
    assertThatIOException()
        .isThrownBy(() -> WriteProbe.check(files, place))
        .withMessageContaining("No space left");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private static FileEntry write(FileSystem files, org.apache.hadoop.fs.Path target, String text)
      throws IOException {
    return WholeFile.write(files, target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** As writers do that close what they were given, Parquet's among them. */
  private static void write(WholeFile file, String text) throws IOException {
    try (OutputStream out = file.stream()) {
      out.write(text.substring(0, 1).getBytes(StandardCharsets.UTF_8));
      out.write(text.charAt(1));
      out.write(text.substring(2).getBytes(StandardCharsets.UTF_8));
    }
  }
}
