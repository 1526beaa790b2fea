package org.sparkddpm.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The same network in PyTorch, a Python process.
 *
 * @param python the interpreter
 * @param ownBlas whether PyTorch gets the OpenBLAS that we use, whatever BLAS the system has
 */
record Peer(String python, boolean ownBlas) {

  static final String LABEL = "pytorch";

  private static final String OPENBLAS = "/org/bytedeco/openblas/linux-x86_64/";
  private static final List<String> OPENBLAS_FILES =
      List.of("libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0");

  /** Why there is no such peer here and what to do about it, or empty if there is one. */
  Optional<String> missing() {
    String remedy =
        " (apt-get install python3-torch, or --python PATH of a Python that has PyTorch)";
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import torch").redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          python + " has no PyTorch: " + output.substring(output.lastIndexOf('\n') + 1) + remedy);
    } catch (IOException e) {
      return Optional.of("there is no " + python + remedy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  Contestant start(Path root, Path work, String step, Export export, int threads)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    if (ownBlas) {
      environment.put("LD_PRELOAD", openBlas(work.resolve("openblas")).toString());
    }
    return Contestant.start(
        LABEL,
        List.of(
            python,
            root.resolve("bench/peer/server.py").toString(),
            step,
            export.folder().toString(),
            String.valueOf(threads)),
        environment,
        work);
  }

  /** Unpacks the library from the class path. */
  private static Path openBlas(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : OPENBLAS_FILES) {
      try (InputStream in = Peer.class.getResourceAsStream(OPENBLAS + file)) {
        if (in == null) {
          throw new IOException(
              "the job jar holds no " + OPENBLAS + file + "; use --peer-blas system");
        }
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder.resolve(OPENBLAS_FILES.get(0));
  }
}
