package org.sparkddpm.jobs.compute;

import java.util.Optional;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;

/**
 * The options of every job that computes.
 *
 * @param engine its name, where the job does not choose
 * @param precision what its products are computed in, where the engine does not choose
 */
public record EngineOptions(
    Option<Optional<String>> engine, Option<Optional<Precision>> precision) {

  /** Adds the options to those of a job. */
  public static EngineOptions add(OptionList options) {
    options.section("Engine");
    return new EngineOptions(
        options
            .choice("engine", "NAME", Engines.names())
            .describe(
                "What computes: cpu, cuda (NVIDIA GPUs of capability 7.5 or later), nd4j (slow, for"
                    + " comparison), or auto: cuda where Spark gives each task a GPU, otherwise"
                    + " cpu.")
            .orElse("auto"),
        options
            .choice("precision", "NAME", Precision.class)
            .describe(
                "What a GPU rounds the factors of products to: fp32 (nothing), tf32 or bf16. Sums,"
                    + " weights and optimiser are 32-bit floats in any case. Automatic: what the"
                    + " engine does best on all GPUs of the run; on the CPU there is fp32 only.")
            .orElse("auto"));
  }

  /** What the settings ask for. */
  public EngineRequest request(Settings settings) {
    return new EngineRequest(settings.get(engine), settings.get(precision));
  }
}
