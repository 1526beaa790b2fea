package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.cluster.fixtures.Children;

/** docs/security.md says of every library in the jars what is known of it, and of no other. */
@Tag("cluster")
class ShippedLibrariesTest {

  private static final Path JAR = Children.ROOT.resolve("dist/train-job.jar");
  private static final Path DOCUMENT = Children.ROOT.resolve("docs/security.md");

  /** group:artifact:jar[:classifier]:version:scope. */
  private static final Pattern LISTED =
      Pattern.compile("\\s+([\\w.-]+:[\\w.-]+):jar:(?:[\\w.-]+:)?([\\w.-]+):(?:compile|runtime)");

  private static final Pattern ROW =
      Pattern.compile("\\| (`[^|]*:[^|]*`) \\| ([^ |]+) \\|([^|]*)\\|([^|]*)\\|");
  private static final Pattern COORDINATES = Pattern.compile("`([\\w.-]+:[\\w.-]+)`");
  private static final Pattern FIX = Pattern.compile("(CVE-[\\d-]+) \\(([\\w.-]+)\\)");
  private static final Pattern KEPT_OUT = Pattern.compile("`([\\w/]+/)`");

  /** A line of the table: libraries of one version. */
  private record Row(String libraries, String version, String known, String here) {}

  @Test
  void namesWhatTheJarsHold() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (Row row : rows()) {
      Matcher library = COORDINATES.matcher(row.libraries());
      while (library.find()) {
        documented.put(library.group(1), row.version());
      }
    }
    assertThat(documented)
        .as("look up what is known of a library that is new or of another version")
        .isEqualTo(shipped());
  }

  @Test
  void saysWhyWhatIsNotMendedDoesNoHarm() throws IOException {
    List<Row> rows = rows();
    assertThat(rows).anySatisfy(row -> assertThat(row.known()).containsPattern(FIX));
    for (Row row : rows) {
      Version ours = Version.parse(row.version());
      List<MatchResult> open =
          FIX.matcher(row.known())
              .results()
              .filter(fix -> ours.compareTo(Version.parse(fix.group(2))) < 0)
              .toList();
      assertThat(open.isEmpty() || !row.here().isEmpty())
          .as("%s %s has flaws that a later version mends: say why", row.libraries(), ours)
          .isTrue();
    }
  }

  @Test
  void whatIsKeptOutIsNotThere() throws IOException {
    List<String> folders =
        KEPT_OUT.matcher(document()).results().map(folder -> folder.group(1)).toList();
    assertThat(folders).hasSizeGreaterThan(4);
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String folder : folders) {
        assertThat(Collections.list(jar.entries()))
            .noneMatch(entry -> entry.getName().startsWith(folder) && !entry.isDirectory());
      }
    }
  }

  private static String document() throws IOException {
    return Files.readString(DOCUMENT);
  }

  private static List<Row> rows() throws IOException {
    return document()
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group(4).strip()))
        .toList();
  }

  /** Versions by coordinates: the dependencies of the build, and what they hold themselves. */
  private static Map<String, String> shipped() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      String list = new String(read(jar, "META-INF/libraries.txt"), StandardCharsets.UTF_8);
      Matcher listed = LISTED.matcher(list);
      while (listed.find()) {
        found.put(listed.group(1), listed.group(2));
      }
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
          Properties properties = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            properties.load(in);
          }
          found.putIfAbsent(
              properties.getProperty("groupId") + ":" + properties.getProperty("artifactId"),
              properties.getProperty("version"));
        }
      }
    }
    found.keySet().removeIf(library -> library.startsWith("org.sparkddpm:"));
    return found;
  }

  private static byte[] read(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return in.readAllBytes();
    }
  }
}
