package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.Location;

class OwnFilesTest {

  private static final String KILLED = ".01234567-89ab-cdef-0123-456789abcdef.tmp";

  private static final List<String> BEGUN =
      List.of(
          ".history.csv" + KILLED,
          ".report.html" + KILLED,
          ".data-preview.png" + KILLED,
          "_trials/.images-000000000192.png" + KILLED);

  private static final List<String> OTHERS =
      List.of(
          "history.csv",
          ".history.csv.tmp",
          ".notes.txt" + KILLED,
          ".manifest.json" + KILLED,
          "_trials/images-000000000192.png",
          "_trials/.mine.png" + KILLED,
          "step-000000000192-00000000/.history.csv" + KILLED);

  @TempDir Path folder;

  @Test
  void onlyWhatThisJobHadBegunIsRemoved() throws IOException {
    write(folder, BEGUN);
    write(folder, OTHERS);
    clear(folder);
    assertThat(BEGUN).allSatisfy(name -> assertThat(folder.resolve(name)).doesNotExist());
    assertThat(OTHERS).allSatisfy(name -> assertThat(folder.resolve(name)).exists());
  }

  @Test
  void nothingBehindALinkIsRemoved(@TempDir Path archive) throws IOException {
    write(archive, BEGUN);
    Files.createSymbolicLink(folder.resolve("_trials"), archive.resolve("_trials"));
    clear(folder);
    assertThat(BEGUN).allSatisfy(name -> assertThat(archive.resolve(name)).exists());
  }

  @Test
  void aFolderThatIsGivenByALinkIsCleared(@TempDir Path elsewhere) throws IOException {
    write(folder, BEGUN);
    clear(Files.createSymbolicLink(elsewhere.resolve("checkpoints"), folder));
    try (Stream<Path> left = Files.walk(folder).filter(Files::isRegularFile)) {
      assertThat(left).isEmpty();
    }
  }

  private static void write(Path folder, List<String> names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "half");
    }
  }

  private static void clear(Path folder) throws IOException {
    OwnFiles.clearBegun(Location.of(new Configuration(), folder.toString()));
  }
}
