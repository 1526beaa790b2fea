package org.sparkddpm.jobs.evaluate;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sparkddpm.images.ClassNames;

/**
 * All that was measured of a set of samples.
 *
 * @param samples the set
 * @param names of the classes
 * @param ofSamples what the judge says of all samples
 * @param ofTest what it says of all test images
 * @param compared how many images were compared
 * @param frechet distances to the training images
 * @param density in the balls around the training images
 * @param coverage of the training images
 * @param nearest pixel distances
 * @param copies pixel by pixel
 * @param accuracyScore where classifiers were trained
 */
record Figures(
    SampleSet samples,
    ClassNames names,
    JudgedBlock ofSamples,
    JudgedBlock ofTest,
    ComparedCounts compared,
    Measured frechet,
    Measured density,
    Measured coverage,
    PixelFigures nearest,
    ExactCopies copies,
    Optional<AccuracyScore> accuracyScore) {

  /**
   * The judge's agreement with the labels of all samples, and with those of the test images, each
   * class of which counts as much as it has samples.
   */
  Measured agreement() {
    return new Measured(
        ofSamples.confusion().agreement().orElseThrow().value(),
        ofTest.confusion().agreementAs(samples.countByLabel()).orElse(0));
  }

  double agreementOf(int label) {
    return ofSamples.confusion().agreement(label).orElseThrow().value();
  }

  /** The label that the judge agrees with least often, the first of such. */
  int worstClass() {
    return samples.labels().stream()
        .min(Comparator.comparingDouble(this::agreementOf))
        .orElseThrow();
  }

  String nameOf(int label) {
    return names.of(label);
  }

  /** The main ones by name, for the job's result. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("samples", samples.total());
    summary.put("agreement", agreement().samples());
    summary.put("agreement_real", agreement().real());
    summary.put("worst_class", nameOf(worstClass()));
    summary.put("worst_class_agreement", agreementOf(worstClass()));
    summary.put("compared", compared.total());
    summary.put("frechet", frechet.samples());
    summary.put("frechet_real", frechet.real());
    summary.put("density", density.samples());
    summary.put("density_real", density.real());
    summary.put("coverage", coverage.samples());
    summary.put("coverage_real", coverage.real());
    summary.put("memorised", nearest.memorised().value());
    summary.put("copies_of_training_images", copies.sampleCopies());
    summary.put("duplicates", copies.sampleDuplicates());
    summary.put("near_duplicates", nearest.alike().value());
    accuracyScore.ifPresent(
        score -> {
          summary.put("accuracy_score", AccuracyScore.mean(score.samples()));
          summary.put("accuracy_score_real", AccuracyScore.mean(score.real()));
        });
    return summary;
  }
}
