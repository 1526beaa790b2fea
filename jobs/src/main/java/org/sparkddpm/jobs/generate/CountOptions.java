package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;

/**
 * The options that say how many images of which classes are to be made: {@code --per-class} and
 * {@code --classes}, or another one in place of both.
 *
 * @param perClass images of each class
 * @param classes that are made
 * @param counts images of each class where they differ
 * @param augmentTo images that each class of a data set is topped up to
 * @param samples single ones
 */
public record CountOptions(
    Option<Long> perClass,
    Option<ClassSelection> classes,
    Option<Optional<GivenCounts>> counts,
    Option<Optional<Long>> augmentTo,
    Option<Optional<GivenSamples>> samples) {

  /** Adds the options to those of the job. */
  static CountOptions add(OptionList options) {
    options.section("Samples");
    return new CountOptions(
        options
            .whole("per-class")
            .describe("Images of each class.")
            .check(images -> images >= 1, "give at least 1, such as 1000")
            .withDefault("10"),
        options
            .joined("classes", "CLASSES", ClassSelection::parse)
            .describe(
                "Classes to generate: all, or labels and ranges such as 0-9 or 1,3,5-7, or the names"
                    + " that the training data had for them, such as cat,dog; or none, for --per-class"
                    + " images without a class, as --guidance 0 gives them.")
            .withDefault("all"),
        options
            .joined("counts", "COUNTS", GivenCounts::parse)
            .describe(
                "Images of each class where they differ, in place of --per-class and --classes: pairs"
                    + " such as 3:5000,cat:200, or path or URI of a file of lines class,count. Without"
                    + " a scheme it lies on the cluster's default file system.")
            .orElse("none"),
        options
            .whole("augment-to")
            .describe(
                "Top every class of --data up to so many images, in place of --per-class and"
                    + " --classes; the training images of --data go into the run's table too, marked"
                    + " in the column source.")
            .check(images -> images >= 1, "give at least 1, such as 5000")
            .orElse("none"),
        options
            .joined("samples", "SAMPLES", GivenSamples::parse)
            .describe(
                "Single samples by class and index, such as 4:17 or 4:10-19,cat:3, in place of"
                    + " --per-class and --classes: the very images that a run of more samples has"
                    + " there, if all other options are that run's, --batch-size too. none:17 has no"
                    + " class.")
            .orElse("none"));
  }

  /** What must hold between them. */
  void rules(JobCommand.Builder command) {
    command
        .require(
            List.of(counts, perClass, classes),
            settings -> settings.get(counts).isEmpty() || !given(settings, perClass, classes),
            settings ->
                "--counts says how many images of which classes; leave --per-class and --classes"
                    + " out, or --counts")
        .require(
            List.of(augmentTo, counts, perClass, classes),
            settings ->
                settings.get(augmentTo).isEmpty() || !given(settings, counts, perClass, classes),
            settings ->
                ("--augment-to %s takes classes and numbers from --data; leave --counts,"
                        + " --per-class and --classes out, or --augment-to")
                    .formatted(settings.get(augmentTo).orElseThrow()))
        .require(
            List.of(samples, counts, augmentTo, perClass, classes),
            settings ->
                settings.get(samples).isEmpty()
                    || !given(settings, counts, augmentTo, perClass, classes),
            settings ->
                "--samples says which images of which classes; leave --counts, --augment-to,"
                    + " --per-class and --classes out, or --samples");
  }

  private static boolean given(Settings settings, Option<?>... options) {
    return Arrays.stream(options).anyMatch(settings::given);
  }

  /**
   * How many are to be made of each class of a model.
   *
   * @param real the data to top up, if the settings ask for it
   * @throws IOException if a file of counts cannot be read
   * @throws IllegalArgumentException if the settings ask for what the model cannot do
   */
  ClassCounts wanted(
      Configuration conf, Settings settings, KnownClasses known, Optional<RealData> real)
      throws IOException {
    if (settings.get(samples).isPresent()) {
      return settings.get(samples).get().of(known);
    }
    if (settings.get(counts).isPresent()) {
      return settings.get(counts).get().of(known, conf);
    }
    if (real.isPresent()) {
      return missing(real.get(), known, settings.get(augmentTo).orElseThrow());
    }
    ClassSelection selected = settings.get(classes);
    boolean noClass = GenerateOptions.SAMPLING.asksForNoClass(settings);
    if (noClass && !selected.equals(ClassSelection.ALL) && !selected.isNone(known)) {
      throw new IllegalArgumentException(
          "--guidance 0 makes images without a class, but --classes names some; leave it out or"
              + " give --classes none, or another --guidance");
    }
    List<Integer> labels = noClass ? List.of(Denoiser.NO_LABEL) : selected.of(known);
    return ClassCounts.even(labels, settings.get(perClass));
  }

  /** What each class lacks of a number. */
  private static ClassCounts missing(RealData real, KnownClasses known, long wanted) {
    SortedMap<Integer, Long> lacking = real.counts(known);
    lacking.replaceAll((label, count) -> Math.max(0, wanted - count));
    lacking.forEach(
        (label, count) -> {
          if (count > 0) {
            known.requireSeen(label, "--augment-to");
          }
        });
    ClassCounts counts = ClassCounts.of(lacking);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--augment-to %d makes nothing: each class of %s has as many images; give more",
              wanted,
              real.origin()));
    }
    return counts;
  }
}
