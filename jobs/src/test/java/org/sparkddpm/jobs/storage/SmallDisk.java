package org.sparkddpm.jobs.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own, in memory, that can be filled to the last byte. */
public final class SmallDisk implements AutoCloseable {

  private final Path folder;

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

  /** Makes room again. */
  public void clear() throws IOException {
    Files.delete(folder.resolve("filler"));
  }

  @Override
  public void close() throws IOException {
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
