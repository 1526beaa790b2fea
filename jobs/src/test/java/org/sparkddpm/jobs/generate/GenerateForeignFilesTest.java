package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.SmallDisk;

/** What a run's folder may hold beside the run, and a disk that has no room for it. */
class GenerateForeignFilesTest extends OnTinyModel {

  private static final String[] SMALL = {
    "--per-class", "5", "--batch-size", "2", "--samples-per-file", "2"
  };
  private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";

  @Test
  void onlyFilesOfTheJobsOwnMakingAreCleared() throws IOException {
    Path folder = job.folder();
    job.run(SMALL);
    List<String> mine =
        List.of(
            "notes.tmp",
            ".notes.tmp",
            ".notes.txt." + UUID + ".tmp",
            "label=0/draft.tmp",
            "label=0/.draft.csv." + UUID + ".tmp",
            "label=7/.part-000000000-2.parquet." + UUID + ".tmp",
            "mine/._run.json." + UUID + ".tmp");
    for (String name : mine) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "mine");
    }
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
    Path linked = elsewhere.resolve(".forward-process.png." + UUID + ".tmp");
    Files.writeString(linked, "mine");
    Files.createSymbolicLink(folder.resolve("_pictures"), elsewhere);
    Path left = folder.resolve("label=0/.part-000000000-2.parquet." + UUID + ".tmp");
    Files.writeString(left, "of a killed task");
    Path image = folder.resolve("._manifest.json." + UUID + ".tmp");
    Files.writeString(image, "of a killed driver");
    Files.delete(folder.resolve("_SUCCESS"));

    job.run(SMALL);

    assertThat(left).doesNotExist();
    assertThat(image).doesNotExist();
    assertThat(linked).exists();
    for (String name : mine) {
      assertThat(folder.resolve(name)).hasContent("mine");
    }
    assertThat(folder.resolve("_SUCCESS")).exists();
  }

  @Test
  void filesBesideATableThatIsNotKeptStay() throws IOException {
    Path mine = job.folder().resolve("label=1/mine.txt");
    job.run(SMALL);
    Files.writeString(mine, "mine");
    Files.delete(job.folder().resolve("_manifest.json"));
    Files.delete(job.folder().resolve("_SUCCESS"));
    Files.createFile(job.folder().resolve("_passing_table"));

    String[] idx = {
      "--per-class", "5", "--batch-size", "2", "--samples-per-file", "2", "--format", "idx"
    };
    job.run(idx);

    assertThat(job.parquetFiles()).isEmpty();
    assertThat(mine).hasContent("mine");
    assertThat(job.folder().resolve("label=0")).doesNotExist();
  }

  /** A manifest that names what no job writes counts as none. */
  @Test
  void aManifestThatLeadsElsewhereIsNoObstacle() throws IOException {
    job.run(SMALL);
    Path manifest = job.folder().resolve("_manifest.json");
    String text = Files.readString(manifest);
    String entry = "\"length\" : 1, \"sha256\" : \"" + "0".repeat(64) + "\"";
    for (String name :
        List.of("/dev/zero", "/etc/hostname", "../..", "hdfs://nowhere/file", "a:b", "")) {
      Files.writeString(
          manifest,
          text.replace("\"files\" : {", "\"files\" : { \"" + name + "\" : {" + entry + "},"));
      assertThat(job.run(SMALL).figures()).containsEntry("made_now", 0L);
      assertThat(Files.readString(manifest)).isEqualTo(text);
    }
  }

  @Test
  void aDiskThatIsFullIsNamedWithARemedy() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("disk"), 512)) {
      disk.fill(24);
      Generation full = new Generation(spark, checkpoint, temp.resolve("disk/out"));
      assertThatThrownBy(() -> full.run(SMALL))
          .isInstanceOf(SparkException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot write file:" + full.folder() + "/label=")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("enough space there, then run the same command again");
      disk.mend();
      disk.fill(0);
      assertThatThrownBy(() -> full.run(SMALL))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot write to file:" + full.folder())
          .hasMessageContaining("No space left on device");
      disk.mend();
      full.run(SMALL);
      assertThat(full.folder().resolve("_SUCCESS")).exists();
    }
  }

  @Test
  void aDiskThatIsFullForWhatTheDriverMakesIsNamedWithARemedy() {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    FaultyFileSystem.settings(faults).forEach(spark.sparkContext().hadoopConfiguration()::set);
    faults.uncreatable = path -> path.getName().contains("samples-labels");
    Generation full =
        new Generation(
            spark, checkpoint, Path.of(FaultyFileSystem.SCHEME + ":" + temp.resolve("out")));
    assertThatThrownBy(() -> full.run("--per-class", "2", "--format", "idx"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "/_idx/samples-labels-idx1-ubyte.gz: no space for ",
            "enough space there, then run the same command again");
  }
}
