package org.sparkddpm.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The same network in PyTorch, a Python process.
 *
 * @param python the interpreter
 * @param lendBlas whether PyTorch gets the OpenBLAS that we use: the reference BLAS, which it has
 *     in Debian without libopenblas0, is many times slower
 */
record PyTorch(String python, boolean lendBlas) implements Peer {

  private static final String PROBE_PASSED = "torch is there";
  private static final String PROBE =
      "import torch; print('%s', open('/proc/self/maps').read())".formatted(PROBE_PASSED);
  private static final Pattern FAST_BLAS = Pattern.compile("/lib(openblas|mkl_|blis|atlas)");
  private static final String OPENBLAS = "/org/bytedeco/openblas/linux-x86_64/";
  private static final List<String> OPENBLAS_FILES =
      List.of("libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0");

  /**
   * Looks for the peer.
   *
   * @throws IOException if there is none, saying why and what to do about it
   */
  static PyTorch find(String python) throws IOException {
    String remedy =
        " (apt-get install python3-torch, or --python PATH of a Python that has PyTorch)";
    Process process;
    try {
      process = new ProcessBuilder(python, "-c", PROBE).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("there is no " + python + remedy, e);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (!output.contains(PROBE_PASSED)) {
      throw new IOException(
          python + " has no PyTorch: " + output.substring(output.lastIndexOf('\n') + 1) + remedy);
    }
    return new PyTorch(python, !FAST_BLAS.matcher(output).find());
  }

  @Override
  public Contestant start(Path root, Path work, String step, Export export, int threads)
      throws IOException {
    List<String> command =
        List.of(
            python,
            root.resolve("bench/peer/server.py").toString(),
            step,
            export.folder().toString(),
            String.valueOf(threads));
    // What we lend is an older OpenBLAS, which is faster where it is told of a processor it knows.
    return lendBlas
        ? Contestant.start(
            "pytorch",
            command,
            Map.of("LD_PRELOAD", openBlas(work.resolve("openblas")).toString()),
            work)
        : Contestant.start("pytorch", Peer.withItsOwnBlas(command), Map.of(), work);
  }

  /** Unpacks the library from the class path. */
  private static Path openBlas(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : OPENBLAS_FILES) {
      try (InputStream in = PyTorch.class.getResourceAsStream(OPENBLAS + file)) {
        if (in == null) {
          throw new IOException(
              "the job jar holds no " + OPENBLAS + file + "; apt-get install libopenblas0");
        }
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder.resolve(OPENBLAS_FILES.get(0));
  }
}
