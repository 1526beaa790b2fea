package org.sparkddpm.jobs.generate;

import java.util.List;
import java.util.Optional;
import org.sparkddpm.diffusion.DefaultSampling;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.TimestepSpacings;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;

/**
 * The options that say how each image is made of noise. What they come to with a model is {@link
 * ChosenSampling}.
 *
 * @param quality name of a point between cost and quality, which sets others of these
 * @param sampler name of what each step does
 * @param steps of each image
 * @param spacing name of where the steps start
 * @param eta share of fresh noise in a step
 * @param guidance scale of the guidance, where it is not the model's own
 * @param interval noise levels at which guidance is applied
 * @param clip whether each step clips the predicted image
 */
public record SamplingOptions(
    Option<String> quality,
    Option<String> sampler,
    Option<Integer> steps,
    Option<String> spacing,
    Option<Double> eta,
    Option<Optional<Double>> guidance,
    Option<NoiseInterval> interval,
    Option<Boolean> clip) {

  /** Adds the options to those of the job. */
  static SamplingOptions add(OptionList options) {
    options.section("Sampling");
    return new SamplingOptions(
        options
            .choice("quality", "NAME", SamplingQuality.names())
            .describe(
                "Sets of the following options: fast (fewest network calls), default, or best. What is"
                    + " given beside it wins.")
            .withDefault(SamplingQuality.DEFAULT),
        options
            .choice("sampler", "NAME", Samplers.names())
            .describe(
                "ddpm (ancestral), ddim, dpmpp-2m and unipc (fewer steps suffice), or heun (two network"
                    + " calls a step).")
            .withDefault(DefaultSampling.SAMPLER),
        options
            .count("steps")
            .describe(
                "Denoising steps of each image; where it is not given, another sampler has its own: ddim"
                    + " 20, ddpm 40. The default fits a model of fewer timesteps.")
            .check(steps -> steps >= 1, "give at least 1, such as 8")
            .withDefault(Integer.toString(DefaultSampling.steps(DefaultSampling.SAMPLER))),
        options
            .choice("spacing", "NAME", TimestepSpacings.names())
            .describe(
                "Where the steps start: even or quadratic in the timestep down to the cleanest, trailing"
                    + " (even, without the cleanest), log-snr (even in the noise level's logarithm), or"
                    + " karras (rho 7).")
            .withDefault(DefaultSampling.SPACING),
        options
            .number("eta")
            .describe("Fresh noise in a step of ddim, 0 (none) to 1 (as much as DDPM).")
            .check(eta -> eta >= 0 && eta <= 1, "give 0 (deterministic) to 1")
            .withDefault("0"),
        options
            .number("guidance")
            .describe(
                "Scale of classifier-free guidance: 1 for none; more makes images truer to their"
                    + " class and less varied; 0 for images without a class. Automatic: the model's"
                    + " own, which train-job's --guidance set.")
            .check(Guidance::isScale, "give a finite number from 0 on, such as 1.5")
            .orElse("auto"),
        options
            .read("guidance-interval", "LOW:HIGH", NoiseInterval::parse)
            .describe(
                "Noise levels sigma, above LOW and up to HIGH (or inf), at which guidance is applied,"
                    + " or all. Steps outside take one network call in place of two.")
            .withDefault(DefaultSampling.GUIDANCE_INTERVAL.toString()),
        options
            .toggle("clip")
            .describe("Clip the predicted image to the range of data at each step.")
            .withDefault("true"));
  }

  /** What must hold between them. */
  void rules(JobCommand.Builder command) {
    command
        .require(
            List.of(sampler, eta),
            settings -> settings.get(sampler).equals(Samplers.DDIM) || settings.get(eta) == 0,
            settings ->
                ("--eta %s means nothing to --sampler %s, whose noise is fixed; leave it out, or"
                        + " give --sampler ddim")
                    .formatted(settings.get(eta), settings.get(sampler)))
        .fit(steps, sampler, settings -> DefaultSampling.steps(settings.get(sampler)))
        .fit(
            interval,
            guidance,
            settings -> mayGuide(settings) ? settings.get(interval) : NoiseInterval.ALL)
        .require(
            List.of(interval, guidance),
            settings -> settings.get(interval).equals(NoiseInterval.ALL) || mayGuide(settings),
            settings ->
                ("--guidance-interval %s limits a guidance, and --guidance %s is none; leave one of"
                        + " them out")
                    .formatted(settings.get(interval), settings.get(guidance).orElseThrow()));
  }

  /** Whether two branches are asked for, or it is left to the model. */
  private boolean mayGuide(Settings settings) {
    return settings.get(guidance).map(Guidance::of).map(Guidance::hasTwoBranches).orElse(true);
  }

  /** Whether a guidance is asked for that makes images without a class. */
  boolean asksForNoClass(Settings settings) {
    return settings.get(guidance).equals(Optional.of(0.0));
  }
}
