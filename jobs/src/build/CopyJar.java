import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * Copies a jar and gives the copy another main class: {@code java CopyJar.java FROM TO MAIN_CLASS}.
 *
 * <p>The two jobs ship the same classes and differ in one line of the manifest. The JDK's zip file
 * system rewrites an archive without inflating the entries that stay, so the second jar costs a
 * copy instead of another shading, and every other entry is the same to the byte.
 */
final class CopyJar {
  private CopyJar() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("usage: java CopyJar.java FROM.jar TO.jar MAIN_CLASS");
    }
    Path to = Path.of(args[1]);
    Path unfinished = to.resolveSibling(to.getFileName() + ".part");
    Files.copy(Path.of(args[0]), unfinished, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip = FileSystems.newFileSystem(unfinished)) {
      setMainClass(zip.getPath("META-INF", "MANIFEST.MF"), args[2]);
    }
    Files.move(unfinished, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void setMainClass(Path manifestFile, String mainClass) throws IOException {
    FileTime modified = Files.getLastModifiedTime(manifestFile);
    Manifest manifest = new Manifest(new ByteArrayInputStream(Files.readAllBytes(manifestFile)));
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    Files.write(manifestFile, bytes.toByteArray());
    // The build's own clock would make every build another file.
    Files.setLastModifiedTime(manifestFile, modified);
  }
}
