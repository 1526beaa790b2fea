package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.mnist.Mnist;

/** What becomes of {@code mnist} and {@code auto} where MNIST cannot be had. */
class MnistDataTest {

  private static final MnistData.Source NO_NETWORK =
      timeout -> {
        throw new IOException("the network is down");
      };

  @TempDir Path folder;

  @Test
  void withoutMnistTheMessageSaysHowToGetIt() {
    MnistData none = new MnistData(Optional::empty, NO_NETWORK);
    assertThatThrownBy(none::folder)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "MNIST is not cached and could not be downloaded",
            Mnist.cacheFolder().toString(),
            "SPARK_DDPM_MNIST",
            "--data strokes",
            "the network is down");
  }

  @Test
  void autoDoesWithoutMnistWhereThereIsNone() throws IOException {
    assertThat(new MnistData(Optional::empty, NO_NETWORK).folderIfQuick()).isEmpty();
  }

  @Test
  void autoDoesWithoutMnistWhereALoginPageIsServedInstead() throws IOException {
    MnistData other = new MnistData(Optional::empty, this::fetchSomethingElse);
    assertThat(other.folderIfQuick()).isEmpty();
    assertThatThrownBy(other::folder)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--data strokes")
        .hasCauseInstanceOf(InvalidImagesException.class);
  }

  @Test
  void autoDoesNotHideThatTheCacheIsDamaged() throws IOException {
    Path damaged = fetchSomethingElse(Duration.ZERO);
    MnistData cached = new MnistData(() -> Optional.of(damaged), NO_NETWORK);
    assertThatThrownBy(cached::folderIfQuick)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(damaged.toString(), "delete it and download it again");
  }

  private Path fetchSomethingElse(Duration timeout) throws IOException {
    for (String name : Mnist.fileNames()) {
      Files.writeString(folder.resolve(name), "<html>");
    }
    return folder;
  }
}
