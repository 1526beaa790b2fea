package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A short run of {@code scripts/chaos}: a few faults, each once. */
@Tag("cluster")
@Tag("long")
class ChaosTest {

  private static final List<Fault> FAULTS =
      List.of(Fault.EXECUTOR_KILLED, Fault.DRIVER_KILLED, Fault.NAME_NODE_KILLED, Fault.S3_ERRORS);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  @Test
  void jobsComeToTheSameWhateverHappens() throws Exception {
    try (Cases cases = new Cases(temp)) {
      for (int number = 1; number <= FAULTS.size(); number++) {
        Outcome outcome = cases.run(Draw.of(1, number, FAULTS));
        assertThat(outcome.verdict()).as(outcome.line()).isEqualTo(Outcome.Verdict.SURVIVED);
      }
    }
  }
}
