package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.samples.SmallHeap;

/** Ten million samples with half of the memory that a driver has by default. */
class LargeRunTest {

  @TempDir Path temp;

  @Test
  @Tag("long")
  void tenMillionSamplesArePlannedResumedCheckedAndListed() throws Exception {
    String output = SmallHeap.run("512m", LargeRun.class, temp.toString(), "3333500", "500");
    output.lines().filter(line -> line.matches("(made up|run).*")).forEach(System.out::println);
    assertThat(output)
        .contains("run of 10000500 samples in 20001 files, 2500 made")
        .contains("run of 10000500 samples in 20001 files, 0 made");
  }

  @Test
  void aRunOfManyFilesIsResumedToo() throws Exception {
    String output = SmallHeap.run("512m", LargeRun.class, temp.toString(), "400", "2");
    assertThat(output)
        .contains("run of 1200 samples in 600 files, 2 made")
        .contains("run of 1200 samples in 600 files, 0 made");
  }
}
