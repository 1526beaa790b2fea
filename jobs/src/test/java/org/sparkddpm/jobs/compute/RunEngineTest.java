package org.sparkddpm.jobs.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.cluster.fixtures.EmulatedGpus;

/** Which device an engine takes for an address of Spark's. */
class RunEngineTest {

  @TempDir Path temp;

  /** Asks two engines of one process for the GPU of one address. */
  static final class TwoEngines {

    private TwoEngines() {}

    public static void main(String[] arguments) {
      List<String> address = List.of("3");
      RunEngine nd4j = new RunEngine("nd4j", Precision.FP32, true, address);
      RunEngine cuda = new RunEngine("cuda", Precision.FP32, true, address);
      // ND4J tells nothing of its devices; of the only one that engine cuda sees it is sure.
      System.out.println("devices " + nd4j.device() + ", " + cuda.device() + ", " + nd4j.device());
    }
  }

  @Test
  void engineAndAddressTogetherNameADevice() throws IOException {
    EmulatedGpus gpus = EmulatedGpus.build(temp.resolve("emulator.log"));
    assertThat(gpus.run(temp.resolve("engines.log"), TwoEngines.class)).contains("devices 3, 0, 3");
  }
}
