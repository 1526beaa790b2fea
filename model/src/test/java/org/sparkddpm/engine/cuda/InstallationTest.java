package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where the engine cannot run. */
class InstallationTest {

  @TempDir private Path folder;

  private Installation find(Map<String, String> settings)
      throws IOException, Installation.MissingException {
    Driver driver = EmulatedEngine.driver(folder, settings);
    return Installation.find(() -> driver);
  }

  @Test
  void findsACard() throws Exception {
    Installation found = find(Map.of("SPARK_DDPM_EMULATED_DEVICES", "2"));
    assertThat(found.cards()).extracting(Card::number).containsExactly(0, 1);
    Card card = found.cards().get(1);
    assertThat(card.capability()).hasToString("9.0");
    assertThat(card.multiprocessors()).isEqualTo(132);
    assertThat(card.sharedMemory()).isEqualTo(227 << 10);
    assertThat(card.missing()).isEmpty();
  }

  @Test
  void withoutADriver() {
    String nowhere = folder.resolve(Driver.LIBRARY).toString();
    assertThatThrownBy(() -> Installation.find(() -> Driver.load(nowhere)))
        .isInstanceOf(Installation.MissingException.class)
        .hasMessageContaining("NVIDIA's driver did not load, Unable to load library")
        .hasMessageContaining("': " + nowhere + ": cannot open shared object file")
        .hasMessageContaining("580");
  }

  /** Prints what is missing, in a process of its own. */
  static final class Missing {
    private Missing() {}

    public static void main(String[] args) {
      Installation.missing();
      System.out.print(Installation.missing().orElse("nothing"));
    }
  }

  @Test
  void jnaThatFindsNoPlaceIsNotTakenForAMissingDriver() throws Exception {
    assertThat(missing("-Djna.tmpdir=/proc/none"))
        .startsWith("JNA, which calls NVIDIA's driver, did not load, ")
        .contains("/proc/none")
        .doesNotContain("needs a card")
        .hasLineCount(1);
    assertThat(missing("-Djava.io.tmpdir=/proc/none"))
        .startsWith("JNA, which calls NVIDIA's driver, did not load, ")
        .contains("no folder to unpack it into")
        .contains("/proc/none")
        .hasLineCount(1);
  }

  @Test
  void jnaUnpacksIntoTheCache() throws Exception {
    assertThat(missing("-Djava.io.tmpdir=" + folder, "-Djnidispatch.preserve=true"))
        .doesNotStartWith("JNA");
    try (Stream<Path> files = Files.list(CacheFolder.in(folder))) {
      assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("jna"));
    }
  }

  private static String missing(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Missing.class.getName());
    Process process = new ProcessBuilder(command).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void withAnotherVersionOfJna() {
    assertThatThrownBy(
            () ->
                Installation.find(
                    () -> {
                      throw new Error("There is an incompatible JNA native library installed");
                    }))
        .isInstanceOf(Installation.MissingException.class)
        .hasMessageContaining("JNA, which calls NVIDIA's driver, did not load")
        .hasMessageContaining("incompatible JNA");
  }

  @Test
  void withoutACard() {
    assertThatThrownBy(() -> find(Map.of("CUDA_VISIBLE_DEVICES", "")))
        .isInstanceOf(Installation.MissingException.class)
        .hasMessageContaining("no card")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void withACardThatIsTooOld() {
    assertThatThrownBy(() -> find(Map.of("SPARK_DDPM_EMULATED_CAPABILITY", "70")))
        .isInstanceOf(Installation.MissingException.class)
        .hasMessageContaining("Emulated device has capability 7.0")
        .hasMessageContaining("7.5");
  }

  @Test
  void withADriverThatIsTooOld() {
    assertThatThrownBy(() -> find(Map.of("SPARK_DDPM_EMULATED_DRIVER", "12080")))
        .isInstanceOf(Installation.MissingException.class)
        .hasMessageContaining("knows CUDA up to 12.8")
        .hasMessageContaining("driver 580");
  }

  /** On a machine with or without a card: no exception, no crash. */
  @Test
  void theProviderAnswersWhateverTheMachineIs() {
    CudaEngineProvider provider = new CudaEngineProvider();
    assertThat(provider.name()).isEqualTo("cuda");
    provider.missing().ifPresent(reason -> assertThat(reason).isNotBlank());
  }
}
