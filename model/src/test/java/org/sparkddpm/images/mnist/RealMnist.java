package org.sparkddpm.images.mnist;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The MNIST files themselves, where the machine has them. */
final class RealMnist {
  private RealMnist() {}

  /**
   * The folder that SPARK_DDPM_MNIST (environment or system property) names, else {@code
   * ../shared/mnist} beside the repository; the test is skipped where there is none.
   */
  static Path folder() {
    String named =
        System.getProperty(
            Mnist.FOLDER_VARIABLE, System.getenv().getOrDefault(Mnist.FOLDER_VARIABLE, ""));
    // Maven runs tests in the module's folder, one below the repository.
    Path folder = named.isBlank() ? Path.of("..", "..", "shared", "mnist") : Path.of(named);
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        () -> "no folder " + folder + ": name one with the MNIST files in SPARK_DDPM_MNIST");
    return folder;
  }
}
