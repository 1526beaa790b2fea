package org.sparkddpm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Python network's TorchScript in the current libtorch, a Java process on a class path of its
 * own: its JavaCPP is newer than DL4J's.
 *
 * @param folder the built module {@code bench/libtorch}
 * @param python the interpreter whose PyTorch writes the TorchScript
 */
record Libtorch(Path folder, String python) implements Peer {

  private static final String SERVER = "org.sparkddpm.bench.libtorch.LibtorchServer";

  @Override
  public Contestant start(Path root, Path work, String step, Export export, int threads)
      throws IOException {
    Path script = export.folder().resolve("network.pt");
    write(root, export, script);
    return Contestant.start(
        "libtorch",
        Peer.withItsOwnBlas(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder.resolve("libtorch.jar") + ":" + folder.resolve("lib") + "/*",
                SERVER,
                step,
                script.toString(),
                String.valueOf(threads),
                version())),
        Map.of(),
        work);
  }

  private void write(Path root, Export export, Path script) throws IOException {
    Process process =
        new ProcessBuilder(
                python,
                root.resolve("bench/peer/torchscript.py").toString(),
                export.folder().toString(),
                script.toString())
            .inheritIO()
            .start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroy();
        throw new IOException(python + " could not write " + script + "; its message stands above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + script + " was written", e);
    }
  }

  private String version() throws IOException {
    try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.startsWith("pytorch-"))
          .map(name -> name.substring("pytorch-".length()))
          .map(name -> name.substring(0, name.indexOf('-')))
          .findAny()
          .orElseThrow(() -> new IOException("no pytorch jar in " + folder + "/lib"));
    }
  }
}
