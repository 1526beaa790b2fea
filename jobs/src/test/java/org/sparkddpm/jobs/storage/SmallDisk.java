package org.sparkddpm.jobs.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  /** Fills the disk but for so many kilobytes. */
  public void fill(int left) throws IOException {
    Path filler = folder.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      long room = filler.toFile().getUsableSpace() - left * 1024L;
      out.write(new byte[Math.toIntExact(room)]);
    }
  }

  /** Fills the disk to the last page, however much others write to it meanwhile. */
  public void fillBesideOthers() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      byte[] page = new byte[PAGE];
      while (true) {
        out.write(page);
      }
    } catch (FileSystemException e) {
      throw e;
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
    Files.deleteIfExists(folder.resolve("filler"));
  }

  private static void require(String... command) throws IOException {
    if (!run(command)) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  /** Makes room again. */
  public void clear() throws IOException {
    Files.delete(folder.resolve("filler"));
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
