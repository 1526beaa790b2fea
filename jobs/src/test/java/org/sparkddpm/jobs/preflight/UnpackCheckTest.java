package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnpackCheckTest {

  /** Says what the check finds in a process of its own. */
  static final class Here {
    private Here() {}

    public static void main(String[] args) {
      System.out.println(UnpackCheck.here());
    }
  }

  @Test
  void theCodecsLoadHere() {
    assertThat(UnpackCheck.here()).isEqualTo(Finding.ok("codecs", "snappy and zstd compress"));
  }

  @Test
  void aFolderThatNothingUnpacksToIsNamed() throws Exception {
    assertThat(found("-Djava.io.tmpdir=/proc"))
        .contains("verdict=FAIL", "snappy does not load from /proc", "-Djava.io.tmpdir");
  }

  private static String found(String option) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Here.class.getName())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
