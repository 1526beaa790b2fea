package org.sparkddpm.bench.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkddpm.bench.Contestant;
import org.sparkddpm.bench.Export;
import org.sparkddpm.engine.Precision;

/**
 * The same network in PyTorch on the card, a Python process.
 *
 * @param python the interpreter
 */
record TorchPeer(String python, PeerMode mode) {

  private static final String PROBE_PASSED = "torch has a GPU";
  private static final String PROBE =
      """
      import torch
      print("%s" if torch.cuda.is_available() else f"PyTorch {torch.__version__} sees no GPU")
      """
          .formatted(PROBE_PASSED);

  /** Why a Python cannot be a peer here; empty if it can. */
  static Optional<String> missing(String python, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(python, "-c", PROBE).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      String output = new String(builder.start().getInputStream().readAllBytes(), UTF_8).strip();
      return output.endsWith(PROBE_PASSED)
          ? Optional.empty()
          : Optional.of(python + ": " + output.substring(output.lastIndexOf('\n') + 1));
    } catch (IOException e) {
      return Optional.of("there is no " + python);
    }
  }

  /** Starts a process that takes its steps; it may yet find that it cannot. */
  Contestant start(
      Path root,
      String step,
      Export export,
      Precision precision,
      Map<String, String> environment,
      Path logs)
      throws IOException {
    return Contestant.start(
        mode.toString(),
        List.of(
            python,
            root.resolve("bench/peer/gpu_server.py").toString(),
            step,
            export.folder().toString(),
            mode.toString(),
            precision.toString()),
        environment,
        logs);
  }
}
