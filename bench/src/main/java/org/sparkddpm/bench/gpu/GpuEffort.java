package org.sparkddpm.bench.gpu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.unet.UNetPresets;

/** How much is measured, and how long, which {@code --quick} makes little. */
record GpuEffort(Settings settings, boolean quick) {

  static GpuEffort of(Settings settings) {
    return new GpuEffort(settings, settings.get(GpuOptions.QUICK));
  }

  /** What is measured, one after the other. */
  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String preset :
        settings
            .get(GpuOptions.PRESETS)
            .orElse(quick ? List.of("tiny", "small") : UNetPresets.names())) {
      for (int batch :
          settings
              .get(GpuOptions.BATCH_SIZES)
              .orElse(quick ? List.of(256) : List.of(64, 256, 1024))) {
        for (Precision precision :
            settings
                .get(GpuOptions.PRECISIONS)
                .orElse(
                    quick ? List.of(Precision.TF32) : List.of(Precision.TF32, Precision.BF16))) {
          for (String step : settings.get(GpuOptions.STEPS)) {
            cases.add(new Case(preset, step, batch, precision));
          }
        }
      }
    }
    return cases;
  }

  /**
   * The cases in groups whose processes start together: all where time is short, as compiling takes
   * most of it, and otherwise one by one, as they share the card's memory.
   */
  List<List<Case>> groups() {
    return quick ? List.of(cases()) : cases().stream().map(List::of).toList();
  }

  int rounds() {
    int given = settings.get(GpuOptions.ROUNDS);
    if (given > 0) {
      return given;
    }
    return quick ? 5 : 12;
  }

  Duration turn() {
    return Duration.ofMillis(quick ? 400 : 1000);
  }

  /** How long the rounds of a case may take beyond the first few. */
  Duration limit() {
    return quick ? Duration.ofSeconds(15) : Duration.ofMinutes(2);
  }

  /** How long each side computes while the card is asked how busy it is. */
  Duration busyTurn() {
    return Duration.ofMillis(quick ? 2500 : 5000);
  }

  /** After which a peer that is not ready, because it still compiles, is left out. */
  Duration readyLimit() {
    return quick ? Duration.ofSeconds(100) : Duration.ofMinutes(5);
  }

  /**
   * A thing to be measured.
   *
   * @param batch images of a minibatch
   */
  record Case(String preset, String step, int batch, Precision precision) {

    @Override
    public String toString() {
      return preset + "-" + step + "-" + batch + "-" + precision;
    }
  }
}
