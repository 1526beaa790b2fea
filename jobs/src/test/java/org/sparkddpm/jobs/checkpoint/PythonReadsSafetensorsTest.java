package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.RandomTensors;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;

/**
 * What the documentation tells Python users to do, done by Python; skipped where it lacks numpy.
 */
final class PythonReadsSafetensorsTest {

  private static final String LIBRARY_READER =
      """
      import sys
      from safetensors.numpy import load_file as load
      """;

  private static final String PRINT =
      """
      for name, tensor in sorted(load(sys.argv[1]).items()):
          print(name, list(tensor.shape), tensor.tobytes().hex())
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void numpyIsThere() throws IOException, InterruptedException {
    assumeTrue(succeeds("import numpy"), "python3 with numpy is not installed");
  }

  @Test
  void theDocumentedReaderFindsTheSameTensors() throws IOException, InterruptedException {
    compare("import sys\n" + documented("def load(path)"));
  }

  @Test
  void theDocumentedCheckAcceptsACheckpointAndRefusesAChangedOne()
      throws IOException, InterruptedException {
    String script = "import sys\n" + documented("def verify(folder)") + "verify(sys.argv[1])\n";
    Path checkpoint =
        Path.of(
            new CheckpointStore(new Configuration(false), folder.toString(), 1)
                .write(1, RandomCheckpoint.of(1), OptionalDouble.of(0.5))
                .toUri()
                .getPath());
    assertThat(python(script, checkpoint.toString()).waitFor()).isZero();

    for (String name : List.of("ema.safetensors", "manifest.json")) {
      byte[] bytes = Files.readAllBytes(checkpoint.resolve(name));
      byte[] changed =
          new String(bytes, StandardCharsets.ISO_8859_1)
              .replace('1', '2')
              .getBytes(StandardCharsets.ISO_8859_1);
      assertThat(changed).isNotEqualTo(bytes);
      Files.write(checkpoint.resolve(name), changed);
      assertThat(python(script, checkpoint.toString()).waitFor()).isNotZero();
      Files.write(checkpoint.resolve(name), bytes);
    }
  }

  @Test
  void theSafetensorsLibraryFindsTheSameTensors() throws IOException, InterruptedException {
    assumeTrue(succeeds("import safetensors.numpy"), "python's safetensors is not installed");
    compare(LIBRARY_READER);
  }

  private void compare(String reader) throws IOException, InterruptedException {
    Random random = new Random(6);
    List<Tensor> tensors = RandomTensors.list(random, 9);
    Path file = folder.resolve("t.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, tensors, Map.of("key", "välue"));
    }
    StringBuilder expected = new StringBuilder();
    tensors.stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .forEach(
            tensor -> {
              expected.append(tensor.name()).append(' ').append(tensor.shape()).append(' ');
              for (float value : tensor.toArray()) {
                int bits = Integer.reverseBytes(Float.floatToRawIntBits(value));
                expected.append(String.format(Locale.ROOT, "%08x", bits));
              }
              expected.append('\n');
            });

    Process python = python(reader + PRINT, file.toString());
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output).isEqualTo(expected.toString());
    assertThat(python.waitFor()).isZero();
  }

  /** The block of Python in the documentation that holds a text. */
  private static String documented(String text) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "checkpoints.md"));
    return Arrays.stream(page.split("```"))
        .filter(block -> block.startsWith("python\n") && block.contains(text))
        .map(block -> block.substring("python\n".length()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean succeeds(String script) throws IOException, InterruptedException {
    try {
      Process python = python(script);
      return python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process python(String script, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("python3", "-c", script);
    builder.command().addAll(List.of(arguments));
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    return builder.redirectErrorStream(true).start();
  }
}
