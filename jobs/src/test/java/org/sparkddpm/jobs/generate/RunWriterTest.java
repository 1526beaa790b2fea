package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.samples.EarlierRun;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** What is there of a run, and that nothing is taken for damage that may be whole. */
class RunWriterTest {

  private static final SampleUnit UNIT = new SampleUnit(0, 0, 2);

  @TempDir Path temp;

  @Test
  void aFileThatIsNoParquetIsRemovedAndItsUnitMissing() throws IOException {
    Path file = put(UNIT);
    assertThat(folder().lacks(UNIT)).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatCannotBeReadNowIsAnErrorAndStays() throws IOException {
    Path unreadable = Files.createDirectories(temp.resolve(UNIT.path()));
    assertThatThrownBy(() -> folder().lacks(UNIT)).isInstanceOf(IOException.class);
    assertThat(unreadable).exists();
  }

  @Test
  void aDiskThatIsFullIsNamedWithARemedy() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.space = 3;
    RunWriter writer =
        new RunWriter(
            new RunFolder(
                FaultyFileSystem.configuration(faults), FaultyFileSystem.SCHEME + ":" + temp));
    assertThatThrownBy(() -> writer.write("_manifest.json", out -> out.write(new byte[9])))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "cannot write faulty:" + temp + "/_manifest.json: No space left on device",
            "enough space there, then run the same command again");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void controlCharactersInARunAreShownAndNotObeyed() throws IOException {
    Files.writeString(
        temp.resolve("_run.json"),
        "{\"samples_per_file\": 1, \"layout\": \"\\u001b[2J\\u000aheap\"}");
    RunDescription asked = RunDescription.of(EarlierRun.identity(), 2);
    try (CapturedLog log = new CapturedLog(RunWriter.class)) {
      assertThatThrownBy(() -> folder().examine(asked)).hasMessageContaining("another run");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("layout '\\u001b[2J\\u000aheap' is unknown");
    }
  }

  private Path put(SampleUnit unit) throws IOException {
    Path file = temp.resolve(unit.path());
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "PAR1 and nothing of Parquet");
  }

  private RunWriter folder() throws IOException {
    Configuration conf = new Configuration();
    return new RunWriter(new RunFolder(conf, temp.toUri().toString()));
  }
}
