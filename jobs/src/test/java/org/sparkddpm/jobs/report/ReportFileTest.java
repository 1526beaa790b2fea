package org.sparkddpm.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

class ReportFileTest {

  @Test
  void aLocalDiskThatFailsCostsTheReportAlone() {
    assertThat(
            ReportFile.attempt(
                "the report",
                () -> {
                  throw FaultyFileSystem.asLocalDisksThrow(new IOException("disk full"));
                }))
        .isEmpty();
  }
}
