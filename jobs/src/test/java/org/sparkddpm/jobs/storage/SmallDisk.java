package org.sparkddpm.jobs.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk of its own, in memory, that can be filled to the last byte. */
public final class SmallDisk implements AutoCloseable {

  private static final int PAGE = 4096;

  private final Path folder;
  private boolean readOnly;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one of so many kilobytes; the test is skipped where that is not allowed. */
  public static SmallDisk mount(Path folder, int kilobytes) throws IOException {
    Files.createDirectories(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString()),
        "this process may not mount a disk");
    return new SmallDisk(folder);
  }

  /** Fills the disk but for so many kilobytes, however much others write to it meanwhile. */
  public void fill(int left) throws IOException {
    try (FileChannel filler =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      writeUntilFull(filler);
      filler.truncate(filler.size() - left * 1024L);
    }
  }

  private static void writeUntilFull(FileChannel filler) {
    try {
      while (true) {
        filler.write(ByteBuffer.allocate(PAGE));
      }
    } catch (IOException full) {
      // As it is to be.
    }
  }

  /** Nothing can be changed from now on; what is open for writing stays so. */
  public void makeReadOnly() throws IOException {
    // A disk of its own would be busy wherever a file is open: so the folder is laid over itself.
    require("mount", "--bind", folder.toString(), folder.toString());
    readOnly = true;
    require("mount", "-o", "remount,bind,ro", folder.toString());
  }

  /** Takes all of that back. */
  public void mend() throws IOException {
    if (readOnly) {
      require("umount", "-l", folder.toString());
      readOnly = false;
    }
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static void require(String... command) throws IOException {
    if (!run(command)) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  @Override
  public void close() throws IOException {
    mend();
    run("umount", "-l", folder.toString());
  }

  private static boolean run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue() == 0;
  }
}
