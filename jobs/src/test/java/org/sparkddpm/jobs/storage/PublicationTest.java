package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Faults;
import org.sparkddpm.jobs.storage.FaultyFileSystem.Kind;

/** What is left of two files where a store fails while one gets the name of the other. */
class PublicationTest {

  @TempDir private Path folder;
  private final Faults faults = new Faults();
  private final Configuration conf = FaultyFileSystem.configuration(faults);

  private org.apache.hadoop.fs.Path target(Kind kind) {
    faults.kind = kind;
    return new org.apache.hadoop.fs.Path(FaultyFileSystem.SCHEME + "://" + local());
  }

  private Path local() {
    return folder.resolve("new/one");
  }

  /** Here alone the file under its name is a copy. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyThatFailsOrIsAnotherIsTakenAway(boolean full) throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.BARE);
    FileSystem files = target.getFileSystem(conf);
    if (full) {
      faults.space = 9;
    } else {
      faults.changes = path -> path.getName().equals("one");
    }
    assertThatIOException()
        .isThrownBy(() -> write(files, target, "whole"))
        .withMessageContaining(full ? "No space left" : "reads back as");
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyWithRoomForOneOnlyLeavesOneWholeFile(boolean earlier) throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.BARE);
    FileSystem files = target.getFileSystem(conf);
    if (earlier) {
      write(files, target, "whole");
    }
    faults.space = 7;
    assertThatIOException()
        .isThrownBy(() -> write(files, target, "other"))
        .withMessageContaining("No space left on device")
        .satisfies(e -> assertThat(e.getMessage().contains("may be lost")).isEqualTo(earlier));
    assertThat(local()).doesNotExist();
    String[] left = folder.resolve("new").toFile().list();
    assertThat(left).hasSize(earlier ? 1 : 0);
    for (String name : left) {
      assertThat(folder.resolve("new").resolve(name)).content().isEqualTo("other");
    }
  }

  @Test
  void aCopyThatCannotBeReadBackIsTakenAwayWhateverTheStoreThrows() throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.BARE);
    FileSystem files = target.getFileSystem(conf);
    faults.unreadable =
        path -> {
          if (path.equals(target)) {
            throw new IllegalStateException("connection pool shut down");
          }
          return false;
        };
    assertThatIllegalStateException().isThrownBy(() -> write(files, target, "whole"));
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  @Test
  void aHiddenFileThatCannotBeDeletedDoesNotUndoACopy() throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.BARE);
    FileSystem files = target.getFileSystem(conf);
    faults.undeletable = path -> path.getName().endsWith(WholeFile.TEMPORARY);
    assertThat(write(files, target, "whole").length()).isEqualTo(5);
    assertThat(local()).content().isEqualTo("whole");
  }

  @Test
  void anObjectThatCannotBeReadBackIsTakenAway() throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.OBJECTS);
    FileSystem files = target.getFileSystem(conf);
    faults.unreadable = path -> true;
    assertThatIOException()
        .isThrownBy(() -> WholeFile.writeVerified(files, target, out -> out.write(7)))
        .withMessage("connection reset");
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  /**
   * The earlier file is deleted first there, so the second rename of three is the one that tells.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRenameThatFailsOnceIsTriedAgainAndElseTheFileIsKept(boolean once) throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.STRICT);
    FileSystem files = target.getFileSystem(conf);
    write(files, target, "whole");
    AtomicInteger renames = new AtomicInteger();
    faults.unrenamable =
        path -> once ? renames.incrementAndGet() == 2 : renames.incrementAndGet() > 1;
    if (once) {
      write(files, target, "other");
      assertThat(local()).content().isEqualTo("other");
      assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
    } else {
      assertThatIOException()
          .isThrownBy(() -> write(files, target, "other"))
          .withMessageContaining("the earlier file may be lost, and the new one is kept in")
          .satisfies(e -> assertThat(e).hasMessageContaining(only()));
      assertThat(folder.resolve("new").resolve(only())).content().isEqualTo("other");
    }
    assertThat(renames).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "third"})
  void aFileThatAnotherCopyOfATaskHasPutThereCountsIfItIsTheSame(String theirs) throws IOException {
    org.apache.hadoop.fs.Path target = target(Kind.STRICT);
    FileSystem files = target.getFileSystem(conf);
    write(files, target, "whole");
    AtomicInteger renames = new AtomicInteger();
    faults.unrenamable = path -> renames.incrementAndGet() == 2 && put(theirs);
    if (theirs.equals("other")) {
      assertThat(write(files, target, "other")).isEqualTo(FileEntry.read(files, target));
    } else {
      assertThatIOException().isThrownBy(() -> write(files, target, "other"));
    }
    assertThat(local()).content().isEqualTo(theirs);
    assertThat(folder.resolve("new").toFile().list()).containsExactly("one");
  }

  private String only() {
    String[] names = folder.resolve("new").toFile().list();
    assertThat(names).hasSize(1);
    return names[0];
  }

  private boolean put(String text) {
    try {
      Files.writeString(local(), text);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileEntry write(FileSystem files, org.apache.hadoop.fs.Path target, String text)
      throws IOException {
    return WholeFile.write(files, target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
