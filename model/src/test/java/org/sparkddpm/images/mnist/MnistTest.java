package org.sparkddpm.images.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.NearestImages;

class MnistTest {
  @TempDir Path folder;

  private static void fill(Path folder, String suffix) throws IOException {
    Files.createDirectories(folder);
    for (String name : Mnist.fileNames()) {
      Files.writeString(folder.resolve(name + suffix), "not the real thing");
    }
  }

  @Test
  void theVariableNamesTheFolder() throws IOException {
    fill(folder, "");
    Map<String, String> environment = Map.of(Mnist.FOLDER_VARIABLE, folder.toString());
    assertThat(Mnist.cached(environment, folder.resolve("home"))).contains(folder);
  }

  @Test
  void aVariableThatNamesAnotherFolderIsAnError() throws IOException {
    fill(folder, ".gz");
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    Map<String, String> environment = Map.of(Mnist.FOLDER_VARIABLE, folder.toString());
    assertThatThrownBy(() -> Mnist.cached(environment, folder))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("SPARK_DDPM_MNIST")
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("neither t10k-labels-idx1-ubyte.gz nor t10k-labels-idx1-ubyte");
  }

  @Test
  void theCacheIsInTheHomeFolderOrWhereXdgSays() throws IOException {
    Path home = folder.resolve("home");
    Path own = home.resolve(".cache/spark-ddpm/mnist");
    assertThat(Mnist.cached(Map.of(), home)).isEmpty();
    fill(own, ".gz");
    assertThat(Mnist.cached(Map.of(), home)).contains(own);
    assertThat(Mnist.cached(Map.of("XDG_CACHE_HOME", "relative"), home)).contains(own);
    assertThat(Mnist.cached(Map.of(Mnist.FOLDER_VARIABLE, " "), home)).contains(own);

    Map<String, String> elsewhere = Map.of("XDG_CACHE_HOME", folder.resolve("xdg").toString());
    assertThat(Mnist.cached(elsewhere, home)).isEmpty();
    fill(folder.resolve("xdg/spark-ddpm/mnist"), ".gz");
    assertThat(Mnist.cached(elsewhere, home)).contains(folder.resolve("xdg/spark-ddpm/mnist"));
  }

  @Test
  void aUserWithoutAHomeHasATemporaryOne() {
    Path temporary = folder.resolve("temporary");
    assertThat(Mnist.home(folder.toString(), temporary.toString())).isEqualTo(folder);
    assertThat(Mnist.home(folder.resolve("none").toString(), temporary.toString()))
        .isEqualTo(temporary);
  }

  @Test
  void verifyTellsWhichFileIsNotTheOriginal() throws IOException {
    fill(folder, "");
    assertThatThrownBy(() -> Mnist.verify(folder))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining(folder.resolve("train-images-idx3-ubyte").toString())
        .hasMessageContaining("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")
        .hasMessageContaining("delete it and download it again");
  }

  @Test
  void theRealFiles() throws IOException {
    Path real = RealMnist.folder();
    Mnist.verify(real);
    LabelledImages train = Mnist.train(real);
    assertThat(train).hasToString("60000 images of 28x28 in 10 classes");
    assertThat(train.classCounts())
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(train.subset(0, 5).labels()).containsExactly(5, 0, 4, 1, 9);
    LabelledImages test = Mnist.test(real);
    assertThat(test).hasToString("10000 images of 28x28 in 10 classes");
    assertThat(new NearestImages(train.subset(0, 5000)).accuracyOfNearest(test.subset(0, 500)))
        .isGreaterThan(0.85);
  }
}
