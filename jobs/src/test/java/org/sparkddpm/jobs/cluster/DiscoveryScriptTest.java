package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Children;

/** scripts/getGpusResources.sh beside an nvidia-smi that prints what the real one does. */
class DiscoveryScriptTest {

  @TempDir Path temp;

  @Test
  void printsWhatSparkReads() throws Exception {
    nvidiaSmi("printf '0\\n1\\n2\\n'");
    assertThat(run()).isZero();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(output()))
        .isEqualTo(json.readTree("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"2\"]}"));
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    assertThat(run()).isEqualTo(1);
    assertThat(output()).contains("no nvidia-smi on the PATH").contains("install NVIDIA's driver");
  }

  @Test
  void passesOnWhatTheDriverSays() throws Exception {
    nvidiaSmi("echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18");
    assertThat(run()).isEqualTo(1);
    assertThat(output()).contains("version mismatch").contains("mend the driver");
  }

  @Test
  void refusesAMachineWithoutDevices() throws Exception {
    nvidiaSmi("echo 'No devices were found'");
    assertThat(run()).isEqualTo(1);
    assertThat(output()).contains("'No devices were found'");
  }

  private void nvidiaSmi(String body) throws IOException {
    Path script = Files.writeString(temp.resolve("nvidia-smi"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run() throws Exception {
    Files.createSymbolicLink(temp.resolve("bash"), Path.of("/bin/bash"));
    return Children.start(
            temp.resolve("output"),
            Map.of("PATH", temp.toString()),
            List.of("/bin/bash", Children.script("getGpusResources.sh")))
        .waitFor();
  }

  private String output() {
    return Children.text(temp.resolve("output"));
  }
}
