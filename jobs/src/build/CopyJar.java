import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Copies a jar, over itself if need be, and gives the copy a main class and all entries one time:
 * {@code java CopyJar.java FROM TO MAIN_CLASS TIME}.
 *
 * <p>The jobs ship the same classes and differ in one line of the manifest. The JDK's zip file
 * system rewrites an archive without inflating the entries that stay, so the second jar costs a
 * copy instead of another shading, and every other entry is the same to the byte.
 *
 * <p>It writes times in UTC. Those of the shaded jar have no zone: processes of different zones read
 * different ones, and what JavaCPP unpacks it would take for changed.
 */
final class CopyJar {
  private CopyJar() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      throw new IllegalArgumentException(
          "usage: java CopyJar.java FROM.jar TO.jar MAIN_CLASS 2026-01-01T00:00:00Z");
    }
    Path to = Path.of(args[1]);
    Path unfinished = to.resolveSibling(to.getFileName() + ".part");
    Files.copy(Path.of(args[0]), unfinished, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip = FileSystems.newFileSystem(unfinished)) {
      setMainClass(zip.getPath("META-INF", "MANIFEST.MF"), args[2]);
      setTimes(zip, FileTime.from(Instant.parse(args[3])));
    }
    Files.move(unfinished, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void setMainClass(Path manifestFile, String mainClass) throws IOException {
    Manifest manifest = new Manifest(new ByteArrayInputStream(Files.readAllBytes(manifestFile)));
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    Files.write(manifestFile, bytes.toByteArray());
  }

  private static void setTimes(FileSystem zip, FileTime time) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.walk(zip.getPath("/"))) {
      entries = all.filter(Files::isRegularFile).toList();
    }
    for (Path entry : entries) {
      Files.setLastModifiedTime(entry, time);
    }
  }
}
