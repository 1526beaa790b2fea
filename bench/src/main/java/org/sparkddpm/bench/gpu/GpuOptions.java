package org.sparkddpm.bench.gpu;

import java.util.List;
import java.util.Optional;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.options.Command;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.unet.UNetPresets;

/** The options of {@code scripts/bench --gpu}; the script's head tells users of them. */
final class GpuOptions {

  static final String TRAIN = "train";
  static final String SAMPLE = "sample";

  /** In place of values that depend on {@link #QUICK}. */
  static final String USUAL = "usual";

  private static final OptionList OPTIONS = new OptionList();

  static final Option<String> ROOT =
      OPTIONS
          .section("Given by the script")
          .path("root", "FOLDER")
          .describe("The project's folder.")
          .withoutDefault();

  static final Option<String> JAVA_OPTIONS =
      OPTIONS
          .path("java-options", "FILE")
          .describe("Options of our Java process, as java's @file.")
          .withoutDefault();

  static final Option<Optional<List<String>>> PRESETS =
      OPTIONS
          .section("What is measured")
          .choices("preset", "NAMES", UNetPresets.names())
          .describe("Networks; usual are all, with --quick tiny and small.")
          .orElse(USUAL);

  static final Option<List<String>> STEPS =
      OPTIONS
          .choices("step", "NAMES", List.of(TRAIN, SAMPLE))
          .describe("Steps.")
          .withDefault(TRAIN + "," + SAMPLE);

  static final Option<Optional<List<Integer>>> BATCH_SIZES =
      OPTIONS
          .list("batch-size", "N,...", Integer::valueOf)
          .describe("Images of a minibatch; usual are 64, 256 and 1024, with --quick 256.")
          .check(
              sizes -> sizes.stream().allMatch(size -> size >= 1), "give at least 1, such as 256")
          .orElse(USUAL);

  static final Option<Optional<List<Precision>>> PRECISIONS =
      OPTIONS
          .choices("precision", "NAMES", Precision.class)
          .describe("What products round to; usual are tf32 and bf16, with --quick tf32.")
          .orElse(USUAL);

  static final Option<Integer> DEVICE =
      OPTIONS
          .count("device")
          .describe("Number of the GPU, as nvidia-smi counts.")
          .check(number -> number >= 0, "give at least 0")
          .withDefault("0");

  static final Option<Integer> ROUNDS =
      OPTIONS
          .count("rounds")
          .describe("How often each side has its turn; 0 for the usual number.")
          .check(rounds -> rounds >= 0, "give at least 1, or 0 for the usual number")
          .withDefault("0");

  static final Option<Boolean> QUICK =
      OPTIONS.toggle("quick").describe("Few cases and rounds.").withDefault("false");

  static final Option<Boolean> CALLS =
      OPTIONS
          .toggle("calls")
          .describe("Also print how long each kernel call of a step takes.")
          .withDefault("false");

  static final Option<Optional<String>> JSON =
      OPTIONS.path("json", "FILE").describe("Where the table goes as JSON.").orElse("none");

  static final Option<List<PeerMode>> PEERS =
      OPTIONS
          .section("Peers")
          .choices("peer", "NAMES", PeerMode.class)
          .describe("Ways of PyTorch to compare with; none for nobody.")
          .withDefault("eager,compile,graphs");

  static final Option<String> PYTHON =
      OPTIONS
          .path("python", "PATH")
          .describe("The Python that has PyTorch for CUDA.")
          .withDefault("python3");

  static final Command COMMAND = new Command("scripts/bench --gpu", OPTIONS);

  private GpuOptions() {}
}
