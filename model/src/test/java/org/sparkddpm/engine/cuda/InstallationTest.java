package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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
        .hasMessageContaining("NVIDIA's driver did not load")
        .hasMessageContaining("580");
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
