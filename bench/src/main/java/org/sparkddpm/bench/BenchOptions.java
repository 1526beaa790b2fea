package org.sparkddpm.bench;

import java.util.List;
import java.util.Optional;
import org.sparkddpm.jobs.options.Command;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.unet.UNetPresets;

/** The options of {@code scripts/bench}; its head tells users of those that are theirs. */
final class BenchOptions {
  static final String TRAIN = "train";
  static final String SAMPLE = "sample";
  static final String PYTORCH = "pytorch";
  static final String LIBTORCH = "libtorch";

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

  static final Option<List<String>> ENVIRONMENT =
      OPTIONS
          .list("environment", "NAME=VALUE", text -> text)
          .describe("Variables for our process alone.")
          .check(
              variables -> variables.stream().allMatch(each -> each.contains("=")),
              "give NAME=VALUE")
          .withDefault("none");

  static final Option<Optional<String>> LIBTORCH_FOLDER =
      OPTIONS.path("libtorch", "FOLDER").describe("The built module of that peer.").orElse("none");

  static final Option<List<String>> PRESETS =
      OPTIONS
          .section("What is measured")
          .choices("preset", "NAMES", UNetPresets.names())
          .describe("Networks.")
          .withDefault(String.join(",", UNetPresets.names()));

  static final Option<List<String>> STEPS =
      OPTIONS
          .choices("step", "NAMES", List.of(TRAIN, SAMPLE))
          .describe("Steps.")
          .withDefault(TRAIN + "," + SAMPLE);

  static final Option<Integer> BATCH_SIZE =
      OPTIONS
          .count("batch-size")
          .describe("Images of a minibatch; 0 for the usual one.")
          .check(images -> images >= 0, "give at least 1, or 0 for the usual one")
          .withDefault("0");

  static final Option<Integer> THREADS =
      OPTIONS
          .count("threads")
          .describe("Native threads of each side.")
          .check(threads -> threads >= 1, "give at least 1")
          .withDefault(String.valueOf(Runtime.getRuntime().availableProcessors()));

  static final Option<Integer> ROUNDS =
      OPTIONS
          .count("rounds")
          .describe("How often each side has its turn; 0 for the usual number.")
          .check(rounds -> rounds >= 0, "give at least 1, or 0 for the usual number")
          .withDefault("0");

  static final Option<Boolean> QUICK =
      OPTIONS.toggle("quick").describe("Small batches and few rounds.").withDefault("false");

  static final Option<Optional<String>> JSON =
      OPTIONS.path("json", "FILE").describe("Where the table goes as JSON.").orElse("none");

  static final Option<List<String>> PEERS =
      OPTIONS
          .section("Peers")
          .choices("peer", "NAMES", List.of(PYTORCH, LIBTORCH))
          .describe("Whom to compare with; none for nobody.")
          .withDefault(PYTORCH);

  static final Option<String> PYTHON =
      OPTIONS
          .path("python", "PATH")
          .describe("The Python that has PyTorch.")
          .withDefault("/usr/bin/python3");

  static final Command COMMAND = new Command("scripts/bench", OPTIONS);

  private BenchOptions() {}
}
