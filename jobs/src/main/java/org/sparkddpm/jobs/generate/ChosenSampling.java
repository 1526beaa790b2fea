package org.sparkddpm.jobs.generate;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.TimestepSpacings;
import org.sparkddpm.diffusion.Visited;
import org.sparkddpm.jobs.options.Settings;

/**
 * The steps and the guidance that the settings come to with a model.
 *
 * @param visited timesteps of the steps
 */
record ChosenSampling(Visited visited, Guidance guidance) {

  private static final Logger log = LoggerFactory.getLogger(ChosenSampling.class);

  /**
   * Chooses.
   *
   * @param labelled whether the samples have classes
   * @throws IllegalArgumentException if the settings ask for what the model cannot do
   */
  static ChosenSampling of(Settings settings, ReadCheckpoint checkpoint, boolean labelled) {
    NoiseSchedule schedule = checkpoint.model().diffusion().noiseSchedule();
    Visited visited =
        TimestepSpacings.of(
            settings.get(GenerateOptions.SAMPLING.spacing()), schedule, steps(schedule, settings));
    double scale = scale(checkpoint, settings, labelled);
    return new ChosenSampling(
        visited,
        new Guidance(scale, interval(settings, new Guidance(scale, NoiseInterval.ALL), visited)));
  }

  /** What nobody set fits the model; other steps than it can do are refused. */
  private static int steps(NoiseSchedule schedule, Settings settings) {
    int steps = settings.get(GenerateOptions.SAMPLING.steps());
    int most = schedule.timesteps();
    if (steps <= most || settings.given(GenerateOptions.SAMPLING.steps())) {
      return steps;
    }
    log.info("--steps {} instead of {}, as the model has {} timesteps", most, steps, most);
    return most;
  }

  private static double scale(ReadCheckpoint checkpoint, Settings settings, boolean labelled) {
    Optional<Double> given = settings.get(GenerateOptions.SAMPLING.guidance());
    double asked = given.orElse(checkpoint.guidance());
    if (!labelled && given.isPresent() && asked != 0) {
      throw new IllegalArgumentException(
          "--guidance "
              + asked
              + " guides towards a class, but --classes none asks for images without one; leave one"
              + " of them out");
    }
    double wanted = labelled ? asked : 0;
    if (labelled && asked == 0) {
      throw new IllegalArgumentException(
          "--guidance 0 makes images without a class, but --counts and --augment-to ask for classes;"
              + " give another --guidance");
    }
    boolean knowsNoLabel = checkpoint.labelDropout() > 0;
    if (knowsNoLabel || wanted == 1) {
      return wanted;
    }
    if (given.isEmpty() && labelled) {
      log.warn("the model was trained without dropped labels: --guidance 1 instead of {}", wanted);
      return 1;
    }
    throw new IllegalArgumentException(
        (labelled ? "--guidance " + wanted : "--classes none, or --guidance 0,")
            + " needs a model that was trained with --label-dropout above 0; this one was not, so"
            + " give "
            + (labelled ? "--guidance 1" : "classes and --guidance 1"));
  }

  /** Where the guidance of a scale is applied: without two branches it is nowhere, and so all. */
  private static NoiseInterval interval(Settings settings, Guidance all, Visited visited) {
    NoiseInterval interval = settings.get(GenerateOptions.SAMPLING.interval());
    if (!all.hasTwoBranches()) {
      if (settings.given(GenerateOptions.SAMPLING.interval())
          && !interval.equals(NoiseInterval.ALL)) {
        throw new IllegalArgumentException(
            "--guidance-interval %s limits a guidance, but these images have none (scale %s); leave it out"
                .formatted(interval, all.scale()));
      }
      return NoiseInterval.ALL;
    }
    NoiseInterval chosen = interval.orAll(visited);
    if (chosen.equals(interval)) {
      return interval;
    }
    if (settings.given(GenerateOptions.SAMPLING.interval())) {
      NoiseSchedule schedule = visited.schedule();
      throw new IllegalArgumentException(
          "--guidance-interval %s holds none of the steps' noise levels, which are %s; widen it, or give --guidance 1"
              .formatted(
                  interval,
                  IntStream.range(0, visited.steps())
                      .mapToObj(step -> schedule.sigma(visited.timestep(step)))
                      .map(sigma -> String.format(Locale.ROOT, "%.3g", sigma))
                      .collect(Collectors.joining(", "))));
    }
    log.info("guidance at all noise levels: none of the steps is in {}", interval);
    return chosen;
  }
}
