package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What nvidia-smi says of a machine.
 *
 * @param cuda the newest CUDA version that the driver runs, where it says so
 */
record NvidiaSmi(List<Gpu> gpus, Optional<String> cuda) {

  private static final String FIELDS = "index,uuid,name,driver_version,compute_cap";
  private static final Pattern CUDA = Pattern.compile("CUDA Version:\\s*([0-9]+\\.[0-9]+)");

  /**
   * Asks it.
   *
   * @throws IOException if it is not there, fails, or lists no GPU
   */
  static NvidiaSmi run() throws IOException {
    return parse(
        output("nvidia-smi", "--query-gpu=" + FIELDS, "--format=csv,noheader"),
        output("nvidia-smi"));
  }

  /**
   * Reads its output.
   *
   * @param query lines of {@code nvidia-smi --query-gpu=}{@value #FIELDS} {@code
   *     --format=csv,noheader}
   * @param banner the output of {@code nvidia-smi} alone
   */
  static NvidiaSmi parse(String query, String banner) throws IOException {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : query.strip().split("\n", -1)) {
      String[] fields = line.strip().split(",\\s*", -1);
      if (fields.length != FIELDS.split(",", -1).length
          || !fields[0].matches("[0-9]+")
          || !fields[4].matches("[0-9]+\\.[0-9]+")) {
        throw new IOException(
            line.contains("compute_cap") || line.contains("N/A")
                ? "the driver is too old to tell the compute capability: " + line.strip()
                : "nvidia-smi lists no GPU but says: " + line.strip());
      }
      gpus.add(new Gpu(fields[0], fields[1], fields[2], fields[3], fields[4]));
    }
    Matcher cuda = CUDA.matcher(banner);
    return new NvidiaSmi(
        List.copyOf(gpus), cuda.find() ? Optional.of(cuda.group(1)) : Optional.empty());
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      // What it says of an unknown field tells more than its exit status.
      if (process.waitFor() != 0 && !output.contains("not a valid field")) {
        throw new IOException("nvidia-smi failed: " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nvidia-smi ran", e);
    }
    return output;
  }
}
